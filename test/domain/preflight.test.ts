import t from 'tap'
import type { Mandate } from '../../src/domain/agencies.ts'
import type { Agreement } from '../../src/domain/agreements.ts'
import type { Caller } from '../../src/domain/allowed-acts.ts'
import type { Checklist, ChecklistItem } from '../../src/domain/catalogue.ts'
import { preflight } from '../../src/domain/preflight.ts'
import type { ViolationContent } from '../../src/domain/violation-content.ts'
import { type CaseEvent, caseOf, law, replay } from './case-file.ts'
import * as cast from './examples.ts'
import { capture, finding, history, kominfo, officers, on, sari, stranger, video } from './examples.ts'

const referrer: Caller = { agency: kominfo, roles: ['referrer'], person: officers.referrer, kind: 'person' }

const agreement: Agreement = {
  ...{ code: 'pks', sender: kominfo, receiver: cast.kasn, purpose: 'Konten internet', legalBasis: 'PKS' },
  ...{ from: '2023-10-26', to: null },
}

function asked(
  events: readonly CaseEvent[],
  {
    items,
    caller = referrer,
    mandates = cast.mandates,
    agreements = [agreement],
    at = on(4),
  }: {
    items?: readonly ChecklistItem[]
    caller?: Caller
    mandates?: readonly Mandate[]
    agreements?: readonly Agreement[]
    at?: string
  } = {},
) {
  const file = replay(events)
  const [first] = law.checklists as [Checklist]
  const checklists = items === undefined ? law.checklists : [{ ...first, violationTypes: [], items }]
  const setting = { law: { ...law, checklists }, mandates, agreements }
  return preflight({ ...caseOf(file), evidence: file.items }, setting, caller, at)
}
const item = (test: ChecklistItem['test'], required = true): ChecklistItem => ({
  ...{ code: 'asked-for', kind: 'material', name: { id: 'Diminta', en: 'Asked for' }, legalBasis: 'Pasal 1' },
  ...{ confidence: 'sourced', test, required },
})
const recordedWith = (content: ViolationContent): CaseEvent[] => [cast.recordedAs(content), cast.documented]
function outcomeOf(test: ChecklistItem['test'], events: readonly CaseEvent[]) {
  const [found] = asked(events, { items: [item(test)] }).items
  return [found?.outcome, found?.pointers]
}
const rulesOf = (result: ReturnType<typeof preflight>) => result.refusals.map(({ rule }) => rule)

t.test('a member that must be there is met where it is, and a gap where it is absent or empty', async t => {
  const present = (pattern: string, content: ViolationContent) => outcomeOf({ present: pattern }, recordedWith(content))
  t.strictSame(present('/occurredAt', finding), ['met', ['/occurredAt']])
  t.strictSame(present('/occurredAt', cast.without(finding, 'occurredAt')), ['gap', ['/occurredAt']])
  t.strictSame(present('/place/onlineLocation', finding), ['met', ['/place/onlineLocation']])
  t.strictSame(present('/place/onlineLocation', cast.withoutPlace), ['gap', ['/place']])
  t.strictSame(present('/place', { ...finding, place: {} }), ['gap', ['/place']])
  t.strictSame(present('/eventDescription', { ...finding, eventDescription: ' \n' }), ['gap', ['/eventDescription']])
  t.strictSame(present('/toString', finding), ['gap', ['/toString']], 'and nothing that no content has')
})

t.test('an asterisk asks every element, and each that lacks it is pointed out', async t => {
  const named = (content: ViolationContent) => outcomeOf({ present: '/reportedPersons/*/name' }, recordedWith(content))
  t.strictSame(named(finding), ['met', ['/reportedPersons/0/name']])
  const three = { ...finding, reportedPersons: [stranger, sari, { ...stranger, id: officers.recorder as never }] }
  t.strictSame(named(three), ['gap', ['/reportedPersons/0/name', '/reportedPersons/2/name']])
  t.strictSame(named({ ...finding, reportedPersons: [] }), ['gap', ['/reportedPersons']])
})

t.test('evidence counts when it is clean and still there; what is not is pointed out', async t => {
  const least = (leastEvidence: number, ...events: CaseEvent[]) =>
    outcomeOf({ leastEvidence }, [cast.recorded, cast.documented, ...events])
  const at = (id: string) => `/evidence/${id}`
  t.strictSame(least(1), ['gap', ['/evidence']])
  t.strictSame(least(1, ...cast.ready(capture)), ['met', [at(capture)]])
  t.strictSame(least(2, ...cast.ready(capture)), ['gap', ['/evidence']], 'there is no other')
  t.strictSame(least(1, ...cast.added(capture)), ['gap', [at(capture)]], 'nobody has looked into it')
  t.strictSame(least(1, ...cast.added(capture), cast.quarantined(capture)), ['gap', [at(capture)]])
  t.strictSame(least(1, ...cast.ready(capture), cast.damaged(capture)), ['gap', [at(capture)]])
  t.strictSame(least(1, ...cast.ready(capture), cast.excluded(capture)), ['gap', ['/evidence']])
  t.strictSame(least(2, ...cast.ready(capture), ...cast.added(video)), ['gap', [at(video)]])
})

t.test('what the service cannot look at is for the officer, and stands in no way', async t => {
  const result = asked(recordedWith(finding), { items: [item(null)] })
  t.strictSame(
    result.items.map(({ outcome }) => outcome),
    ['for-officer'],
  )
  t.equal(result.complete, true)
})

t.test('a gap in what is required is not complete; a gap in what is advised is', async t => {
  const lacking = recordedWith(cast.withoutPlace)
  t.equal(asked(lacking, { items: [item({ present: '/place' })] }).complete, false)
  t.equal(asked(lacking, { items: [item({ present: '/place' }, false)] }).complete, true)
})

t.test('the shipped checklist of a like asks in the words of the receiver, with its legal basis', async t => {
  const { applied, items, complete, receiver } = asked(history.sent.slice(0, 2))
  t.equal(applied?.checklist.code, 'referral-digital')
  t.equal(receiver, 'kasn')
  t.equal(complete, false, 'there is no evidence')
  const gaps = items.filter(({ outcome }) => outcome === 'gap').map(({ item: { code }, pointers }) => [code, pointers])
  t.strictSame(gaps, [
    ['evidence', ['/evidence']],
    ['employer', ['/reportedPersons/0/employer']],
  ])
  for (const { item } of items) t.match(item, { name: { id: /./, en: /./ }, legalBasis: /./ })
  t.equal(asked([...history.sent.slice(0, 2), ...cast.ready(capture)]).complete, true)
})

t.test('the checklist is that of today, and of none there is said to be none', async t => {
  t.equal(asked(recordedWith(finding), { at: '2022-09-21T17:00:00.000Z' }).applied?.checklist.code, 'referral-digital')
  const before = asked(recordedWith(finding), { at: '2022-09-21T16:59:59.999Z' })
  t.strictSame([before.applied, before.items, before.complete], [undefined, [], true])
})

t.test('R-REF-01, R-EVI-15, R-EVI-16: all that stops the sending is said at once, with the places', async t => {
  const file = [
    cast.recordedAs(cast.withoutPlace),
    ...cast.added(capture),
    ...cast.added(video),
    ...cast.foundClean(video),
  ]
  t.strictSame(
    asked(file).refusals.map(({ rule, faults }) => [rule, faults]),
    [
      ['R-REF-01', [{ pointer: '/place', code: 'missing' }]],
      ['R-EVI-15', [{ pointer: `/evidence/${capture}`, code: 'pending' }]],
      [
        'R-EVI-16',
        [
          { pointer: `/evidence/${capture}`, code: 'not-sealed' },
          { pointer: `/evidence/${video}`, code: 'not-sealed' },
        ],
      ],
    ],
  )
  t.strictSame(rulesOf(asked([cast.recorded, cast.documented, ...cast.ready(capture)])), [])
})

t.test('R-REF-02, R-ACC-01: whoever recorded it is told that another must send it, in another role', async t => {
  const ready = [cast.recorded, cast.documented, ...cast.ready(capture)]
  const recorder: Caller = { agency: kominfo, roles: ['recorder'], person: officers.recorder, kind: 'person' }
  t.strictSame(rulesOf(asked(ready, { caller: recorder })), ['R-ACC-01', 'R-REF-02'])
  t.strictSame(rulesOf(asked(ready, { caller: { ...recorder, roles: ['referrer'] } })), ['R-REF-02'])
})

t.test('R-REF-03, R-ACC-04: without a mandate on either side it would not go', async t => {
  const ready = [cast.recorded, cast.documented, ...cast.ready(capture)]
  const only = (kind: string) => cast.mandates.filter(({ mandate }) => mandate === kind)
  const unheard = asked(ready, { mandates: only('neutrality-monitoring') })
  t.strictSame([rulesOf(unheard), unheard.receiver], [['R-REF-03'], undefined])
  t.strictSame(rulesOf(asked(ready, { mandates: only('merit-supervision') })), ['R-ACC-04'])
})

t.test('R-REF-04: what has an open referral is not sent once more', async t => {
  for (const status of ['sent', 'accepted', 'under-examination', 'decided'] as const) {
    t.strictSame(rulesOf(asked(history[status])), ['R-REF-04', 'R-REF-01'], status)
  }
  t.strictSame(rulesOf(asked(history.withdrawn)), [])
})

t.test('what was returned is looked at as a resubmission', async t => {
  const returned = asked(history.returned)
  t.strictSame([returned.by, rulesOf(returned)], ['resubmission', []])
  t.equal(asked(history.withdrawn).by, 'referral')
  const undone = [...history.returned, cast.changed(cast.withoutPlace, false, 7)]
  t.strictSame(rulesOf(asked(undone)), ['R-REF-01'])
  const recorder: Caller = { agency: kominfo, roles: ['referrer'], person: officers.recorder, kind: 'person' }
  t.strictSame(rulesOf(asked(history.returned, { caller: recorder })), ['R-REF-02'])
})

t.test('R-SUC-01 R-CLS-01 a preflight tells that no agreement is in force and that the category was not', async t => {
  const early = recordedWith({ ...finding, suggestedCategory: 'PD-99' })
  t.strictSame(rulesOf(asked(early, { agreements: [{ ...agreement, to: '2024-02-04' }] })), ['R-SUC-01', 'R-CLS-01'])
  t.strictSame(rulesOf(asked(recordedWith(finding))), [])
})

t.end()
