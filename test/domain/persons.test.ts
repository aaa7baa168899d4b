import fc from 'fast-check'
import t from 'tap'
import type { Act } from '../../src/domain/act.ts'
import type { DecisionContent } from '../../src/domain/decision.ts'
import type { PersonCommand } from '../../src/domain/identification.ts'
import type { ReportedPersonId } from '../../src/domain/ids.ts'
import { knownPersons, type Referral, standingDecisions, undecidedPersons } from '../../src/domain/referral.ts'
import { evolveReferral } from '../../src/domain/referral-history.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import type { ReportedPerson } from '../../src/domain/violation-content.ts'
import { type CaseCommand, type CaseEvent, decide, filed, frozen, replay } from './case-file.ts'
import * as cast from './examples.ts'
import {
  agus,
  caseOfficer,
  commissioner,
  doubt,
  examinedTwo,
  findingOnTwo,
  identified,
  identify,
  merged,
  mergeInto,
  on,
  revoked,
  sari,
  splitStranger,
  splitUp,
  stranger,
} from './examples.ts'
import { happens, nothing, refused, scenario } from './scenario.ts'

const today = on(15)
const revoke = (number: number, said = doubt): PersonCommand => ({
  type: 'RevokePersonChange',
  act: caseOfficer(today),
  number,
  ...said,
})
const dataOf = ({ type, data }: CaseEvent) => ({ type, data }) as never
const personsAfter = (events: readonly CaseEvent[]) => knownPersons(replay(events).matters.at(-1)!.referral)

/** Of the decisions that follow: on each of the two, on the discipline track. */
const onSari = [cast.drafted(1), ...cast.issued(1)]
const onStranger = (number: number) => [cast.drafted(number, cast.notProven), ...cast.issued(number, cast.notProven)]

scenario(
  'an unidentified person is identified, and what was sent stays as it was',
  examinedTwo,
  identify(today),
  happens(dataOf(identified(1))),
)
scenario(
  'an identification is corrected by another',
  [...examinedTwo, identified(1)],
  identify(today, stranger.id, { ...agus, nip: '197908172003121005' }),
  happens(dataOf(identified(2, stranger.id, { ...agus, nip: '197908172003121005' }))),
)
scenario(
  'R-PER-02 an identification that says what is known already is refused',
  [...examinedTwo, identified(1)],
  identify(today),
  refused('R-PER-02'),
)
scenario(
  'R-PER-01 a person who was merged into another is not identified any more',
  [...examinedTwo, merged(1)],
  identify(today),
  refused('R-PER-01', ''),
)
scenario('R-PER-03 nobody is identified before acceptance', cast.history.received, identify(today), refused('R-PER-03'))
scenario(
  'R-PER-04 while a decision stands on a person, they are not identified otherwise',
  [...examinedTwo, ...onSari],
  identify(today, sari.id),
  refused('R-PER-04'),
)
scenario(
  'a person on whom a decision was annulled is identified anew',
  [...examinedTwo, ...onSari, cast.annulled(1)],
  identify(today, sari.id),
  happens(dataOf(identified(1, sari.id))),
)

scenario(
  'two persons who are one are merged',
  examinedTwo,
  mergeInto(sari.id, stranger.id, today),
  happens(dataOf(merged(1))),
)
scenario(
  'R-PER-06 an identified person is not merged into one whom nobody knows',
  examinedTwo,
  mergeInto(stranger.id, sari.id, today),
  refused('R-PER-06', '/survivorId'),
)
scenario(
  'R-PER-06 nobody is merged with themselves',
  examinedTwo,
  mergeInto(sari.id, sari.id, today),
  refused('R-PER-06', '/mergedId'),
)
scenario(
  'R-PER-01 a merge names persons of the referral as they stand now',
  [...examinedTwo, splitUp(1)],
  mergeInto(sari.id, stranger.id, today),
  refused('R-PER-01', '/mergedId'),
)
scenario(
  'R-PER-05 two persons with decisions on the same track are not merged',
  [...examinedTwo, ...onSari, ...onStranger(2)],
  mergeInto(sari.id, stranger.id, today),
  refused('R-PER-05'),
)
scenario(
  'two persons with decisions on different tracks are merged, and the referral stays open while a draft is left',
  [...examinedTwo, cast.drafted(1), cast.drafted(2, ethicalOn(stranger.id)), ...cast.issued(1)],
  mergeInto(sari.id, stranger.id, today),
  happens(dataOf(merged(1))),
)
scenario(
  'a merge that leaves nobody without a decision decides the referral',
  [...examinedTwo, ...onSari],
  mergeInto(sari.id, stranger.id, today),
  happens({ type: 'ExaminationCompleted', data: { changeNumber: 1 } }, dataOf(merged(1)), {
    type: 'ReferralDecided',
    data: {},
  }),
)

scenario(
  'a person who is several is split into persons with ids of their own',
  examinedTwo,
  splitStranger(today),
  happens(dataOf(splitUp(1))),
)
scenario(
  'R-PER-04 a person on whom a decision stands is not split',
  [...examinedTwo, ...onStranger(1)],
  splitStranger(today),
  refused('R-PER-04'),
)
scenario(
  'R-PER-01 a person is split once',
  [...examinedTwo, splitUp(1)],
  splitStranger(today),
  refused('R-PER-01', '/personId'),
)
const crowd = Array.from(
  { length: 100 },
  (_, index): ReportedPerson => ({
    ...stranger,
    id: (index === 0 ? stranger.id : stranger.id.replace(/\d\d$/, `${100 + index}`.slice(1).padStart(2, 'f'))) as never,
  }),
)
scenario(
  'R-PER-08 a referral has at most 100 persons at a time',
  examinedWith(crowd),
  splitStranger(today),
  refused('R-PER-08'),
)
scenario(
  'R-PER-08 a referral has at most 200 changes of its persons',
  [
    ...examinedTwo,
    ...Array.from({ length: 100 }, (_, index) => [
      identified(2 * index + 1),
      identified(2 * index + 2, sari.id),
    ]).flat(),
  ],
  splitStranger(today),
  refused('R-PER-08'),
)

scenario(
  'a change is revoked, and stays on record',
  [...examinedTwo, identified(1)],
  revoke(1),
  happens({ type: 'PersonChangeRevoked', data: { number: 1, ...doubt } }),
)
scenario(
  'revoking a revoked change for the same reason changes nothing',
  [...examinedTwo, identified(1), revoked(1)],
  revoke(1),
  nothing,
)
scenario(
  'R-GEN-01 a revoked change is not revoked for another reason',
  [...examinedTwo, identified(1), revoked(1)],
  revoke(1, { explanation: 'Somebody else came forward.' }),
  refused('R-GEN-01'),
)
scenario(
  'R-PER-07 a split is not revoked while one of its parts is identified',
  [...examinedTwo, splitUp(1), identified(2, cast.parts[0]!.id)],
  revoke(1),
  refused('R-PER-07'),
)
scenario(
  'a split is revoked once what rested on it was',
  [...examinedTwo, splitUp(1), identified(2, cast.parts[0]!.id), revoked(2)],
  revoke(1),
  happens({ type: 'PersonChangeRevoked', data: { number: 1, ...doubt } }),
)
scenario(
  'R-PER-04 a split is not revoked while a decision stands on a part',
  [
    ...examinedTwo,
    splitUp(1),
    cast.drafted(1, { ...cast.notProven, reportedPersonId: cast.parts[0]!.id }),
    ...cast.issued(1, { ...cast.notProven, reportedPersonId: cast.parts[0]!.id }),
  ],
  revoke(1),
  refused('R-PER-04'),
)
scenario(
  'R-PER-04 an identification on which an administrative decision rests is not revoked',
  [
    ...examinedTwo,
    identified(1),
    cast.drafted(1, { ...cast.disciplinary, reportedPersonId: stranger.id }),
    ...cast.issued(1, { ...cast.disciplinary, reportedPersonId: stranger.id }),
  ],
  revoke(1),
  refused('R-PER-04'),
)

// What is decided follows who the persons are.
const draftOn = (content: DecisionContent, supersedes: number | null = null): CaseCommand => ({
  type: 'DraftDecision',
  act: caseOfficer(today),
  content,
  supersedes,
})
const onIdentified: DecisionContent = { ...cast.disciplinary, reportedPersonId: stranger.id }
scenario(
  'R-DEC-04 an administrative decision needs an identified person',
  examinedTwo,
  draftOn(onIdentified),
  refused('R-DEC-04', '/outcome'),
)
scenario(
  'a person identified after sending gets an administrative decision',
  [...examinedTwo, identified(1)],
  draftOn(onIdentified),
  happens({
    type: 'DecisionDrafted',
    data: { referralId: cast.referralId, number: 1, content: cast.drawnUp(onIdentified, 15), supersedes: null },
  }),
)
scenario(
  'R-DEC-04 a decision drafted on an identification that was revoked since is not issued',
  [...examinedTwo, identified(1), cast.drafted(1, onIdentified), revoked(1)],
  { type: 'IssueDecision', act: commissioner(today), number: 1 },
  refused('R-DEC-04', '/outcome'),
)
scenario(
  'R-DEC-03 a decision drafted on somebody who was merged into another since is not issued',
  [...examinedTwo, cast.drafted(1, cast.notProven), merged(1)],
  { type: 'IssueDecision', act: commissioner(today), number: 1 },
  refused('R-DEC-03', '/reportedPersonId'),
)
scenario(
  'R-DEC-07 merged persons have one decision on a track between them',
  [...examinedTwo, ...onStranger(1), merged(1)],
  draftOn(cast.disciplinary),
  refused('R-DEC-07'),
)
scenario(
  'a decision on somebody who was merged into another is superseded by one on that person',
  [...examinedTwo, ...onStranger(1), merged(1)],
  draftOn(cast.disciplinary, 1),
  happens({
    type: 'DecisionDrafted',
    data: { referralId: cast.referralId, number: 2, content: cast.drawnUp(cast.disciplinary, 15), supersedes: 1 },
  }),
)
scenario(
  'R-DEC-09 a merge revoked since leaves a draft that supersedes the decision on somebody else, and it is not issued',
  [...examinedTwo, ...onStranger(1), merged(1), cast.drafted(2, cast.disciplinary, 1), revoked(1)],
  { type: 'IssueDecision', act: commissioner(today), number: 2 },
  refused('R-DEC-09', ''),
)

t.test('identifications outlive a supplement and a resubmission (R-PER-01)', async t => {
  const supplemented: CaseEvent = {
    type: 'ReferralSupplemented',
    act: cast.referrer(on(10)),
    data: { version: cast.version(2, findingOnTwo), explanation: 'The video has come.' },
  }
  const clarified = { ...findingOnTwo, eventDescription: 'Three likes.' }
  const resubmitted: CaseEvent = {
    type: 'ReferralResubmitted',
    act: cast.referrer(on(11)),
    data: { version: cast.version(2, clarified), answers: cast.answers },
  }
  for (const [name, given] of Object.entries({
    supplemented: [supplemented],
    resubmitted: [cast.returned, resubmitted],
  })) {
    const [, second] = personsAfter([...examinedTwo, identified(1), ...given])
    t.strictSame(second?.person, { id: stranger.id, ...agus }, name)
  }
})

t.test('a change whose person a later version does not have any more is passed over, and stays on record', async t => {
  const without: CaseEvent = {
    type: 'ReferralResubmitted',
    act: cast.referrer(on(11)),
    data: { version: cast.version(2, cast.finding), answers: cast.answers },
  }
  const events = [...examinedTwo, identified(1), cast.returned, without]
  t.strictSame(
    personsAfter(events).map(({ person }) => person),
    [sari],
  )
  t.equal(replay(events).matters[0]?.referral.personChanges.length, 1)
})

t.test('a person merged into another stands by both ids, and has both histories', async t => {
  const [only, ...others] = personsAfter([...examinedTwo, identified(1), merged(2)])
  t.strictSame(others, [])
  t.strictSame(only?.person, sari)
  t.strictSame(only?.ids, [sari.id, stranger.id])
})

function ethicalOn(reportedPersonId: ReportedPersonId): DecisionContent {
  return { ...cast.notProven, reportedPersonId, track: 'ethics' }
}

function examinedWith(persons: readonly ReportedPerson[]): CaseEvent[] {
  const content = { ...cast.finding, reportedPersons: persons }
  return [cast.recordedAs(content), cast.documented, cast.referred, cast.sentWith(content), ...examinedTwo.slice(4)]
}

type Step = { readonly kind: number; readonly pick: number; readonly other: number }
const steps = fc.array(fc.record({ kind: fc.nat({ max: 11 }), pick: fc.nat(), other: fc.nat() }), { maxLength: 40 })
let ids = 0
function freshId(): ReportedPersonId {
  ids += 1
  return `018d5e00-0000-7000-8000-${`${ids}`.padStart(12, '0')}` as ReportedPersonId
}

/** An order that somebody could give in this state; many are refused. */
function orderOf({ kind, pick, other }: Step, referral: Referral, drafts: number): CaseCommand {
  const known = knownPersons(referral)
  const everybody = [...known.flatMap(each => each.ids), sari.id, stranger.id]
  const one = everybody[pick % everybody.length]!
  const two = everybody[other % everybody.length]!
  const act: Act = caseOfficer(today)
  if (kind <= 2) return identify(today, one, { ...agus, name: `Agus ${other % 3}` })
  if (kind <= 4) return mergeInto(one, two, today)
  if (kind === 5) {
    const parts = [0, 1].map((): ReportedPerson => ({ ...stranger, id: freshId() }))
    return { type: 'SplitPerson', act, personId: one, parts, explanation: 'Two voices.' }
  }
  if (kind <= 7 && referral.personChanges.length > 0) return revoke(1 + (pick % referral.personChanges.length))
  if (kind <= 9 || drafts === 0) {
    const person = known.find(each => each.ids.includes(one))?.person
    const administrative = person?.identification === 'identified' && other % 2 === 0
    return draftOn({ ...(administrative ? cast.disciplinary : cast.notProven), reportedPersonId: one }, null)
  }
  const number = 1 + (pick % drafts)
  if (kind === 10) return { type: 'IssueDecision', act: commissioner(today), number }
  return {
    type: 'AnnulDecision',
    act: commissioner(today),
    number: pick % 2 === 0 ? number : 1,
    reason: 'court',
    explanation: 'A court.',
  }
}

t.test('whatever is found out and decided in whatever order, every decision is about one known person', async t => {
  let identifications = 0
  let mergers = 0
  let decisions = 0
  fc.assert(
    fc.property(steps, given => {
      let file = replay(examinedTwo)
      const told: CaseEvent[] = [...examinedTwo]
      for (const step of given) {
        const { referral, examination } = file.matters[0]!
        const command = orderOf(step, referral, examination?.drafts.length ?? 0)
        let outcome: ReturnType<typeof decide>
        try {
          outcome = decide(file, frozen(command), cast.mandates)
        } catch (error) {
          // The routes look up what a command names by its number before the domain is asked.
          if (/there is no such/.test(String(error))) continue
          throw error
        }
        if (outcome instanceof Rejection) continue
        for (const event of outcome) {
          const happened: CaseEvent = frozen({ ...event, act: command.act })
          told.push(happened)
          file = filed(file, { matter: 1, event: happened })
          if (event.type === 'PersonIdentified') identifications += 1
          if (event.type === 'PersonsMerged') mergers += 1
          if (event.type === 'DecisionIssued') decisions += 1
        }
        const after = file.matters[0]!
        const known = knownPersons(after.referral)
        const named = known.flatMap(each => each.ids)
        if (new Set(named).size !== named.length) throw new Error('an id stands for two persons')
        const places = standingDecisions(after.referral).map(decision => {
          const holders = known.filter(each => each.ids.includes(decision.reportedPersonId))
          if (holders.length !== 1) throw new Error(`a decision is about ${holders.length} persons`)
          if (decision.outcome === 'administrative' && holders[0]?.person.identification !== 'identified') {
            throw new Error('an administrative decision on nobody known')
          }
          return `${holders[0]?.person.id} ${decision.track}`
        })
        if (new Set(places).size !== places.length) throw new Error('two decisions on one person and track')
        const open = after.examination?.drafts.some(draft => draft.status === 'draft') === true
        if (after.referral.status === 'decided' && (open || undecidedPersons(after.referral).length > 0)) {
          throw new Error('decided with something left to decide')
        }
      }
      t.strictSame(replay(JSON.parse(JSON.stringify(told))).matters, file.matters)
    }),
    { numRuns: 300 },
  )
  t.ok(identifications > 50 && mergers > 20 && decisions > 20, 'all of it happens')
})

t.test('a change and its revocation give back what was known, whatever came before', async t => {
  let tried = 0
  fc.assert(
    fc.property(steps, given => {
      let file = replay(examinedTwo)
      for (const step of given.filter(({ kind }) => kind <= 7)) {
        const before = file.matters[0]!.referral
        const command = orderOf(step, before, 0)
        if (!['IdentifyPerson', 'MergePersons', 'SplitPerson', 'RevokePersonChange'].includes(command.type)) continue
        const outcome = decide(file, command, cast.mandates)
        if (outcome instanceof Rejection || outcome.length === 0) continue
        for (const event of outcome) {
          file = filed(file, { matter: 1, event: { ...event, act: command.act } as CaseEvent })
        }
        if (command.type === 'RevokePersonChange') continue
        tried += 1
        const now = file.matters[0]!.referral
        const taken = decide(file, revoke(now.personChanges.length), cast.mandates)
        if (taken instanceof Rejection) throw new Error(`the last change cannot be revoked: ${taken.rule}`)
        const back = evolveReferral(now, { ...taken[0], act: caseOfficer(today) } as never)
        t.strictSame(knownPersons(back), knownPersons(before))
        t.equal(back.personChanges.length, now.personChanges.length, 'and both stay on record')
      }
    }),
    { numRuns: 200 },
  )
  t.ok(tried > 100)
})
