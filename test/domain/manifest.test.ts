import t from 'tap'
import type { JsonValue } from '../../src/domain/canonical-json.ts'
import type { EvidenceId } from '../../src/domain/ids.ts'
import {
  type EvidenceAt,
  givenBack,
  handedOver,
  itemsOnFile,
  type ManifestItem,
  manifestOf,
  openingsBy,
  recordedBy,
  refusalOfHandOver,
  takenOver,
  unopenedBy,
} from '../../src/domain/manifest.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import { type CaseEvent, digestOf, replay } from './case-file.ts'
import * as cast from './examples.ts'
import {
  added,
  capture,
  damaged,
  emptyManifestDigest,
  erased,
  excluded,
  filmedSpeech,
  foundClean,
  historyOfEvidence,
  kasn,
  letter,
  officers,
  on,
  onManifest,
  opened,
  quarantined,
  ready,
  recorded,
  referralId,
  sealed,
  secondReferralId,
  video,
} from './examples.ts'

const itemsOf = (...events: readonly CaseEvent[][]): readonly EvidenceAt[] => replay([recorded, ...events.flat()]).items
const prepared = (...ids: EvidenceId[]) => itemsOf(...ids.map(id => [...ready(id)]))
const idsOf = (items: readonly { readonly evidenceId: EvidenceId }[]) => items.map(({ evidenceId }) => evidenceId)
const manifestDigestOf = (manifest: readonly ManifestItem[]) => digestOf(manifest as JsonValue)

// What may not leave

const pendingItem = [...added(capture), sealed(capture)]
const faults = {
  'R-EVI-15 an item that is pending is not handed over': [[pendingItem], 'R-EVI-15', { [capture]: 'pending' }],
  'R-EVI-15 an item in quarantine is not handed over': [
    [[...added(capture), quarantined(capture), sealed(capture)]],
    'R-EVI-15',
    { [capture]: 'quarantined' },
  ],
  'R-EVI-15 every item that is not clean is named, and no other': [
    [pendingItem, [...ready(letter)], [...added(video), quarantined(video)]],
    'R-EVI-15',
    { [capture]: 'pending', [video]: 'quarantined' },
  ],
  'R-EVI-16 an item that was never sealed is not handed over': [
    [[...added(capture), ...foundClean(capture)]],
    'R-EVI-16',
    { [capture]: 'not-sealed' },
  ],
  'R-EVI-16 a damaged item is not handed over': [
    [[...ready(capture), damaged(capture)]],
    'R-EVI-16',
    { [capture]: 'damaged' },
  ],
  'R-EVI-16 an item that is missing from the store is not handed over': [
    [[...ready(capture), damaged(capture, 'missing')]],
    'R-EVI-16',
    { [capture]: 'missing' },
  ],
  'R-EVI-16 that an item is damaged is told before that it was never sealed': [
    [[...added(capture), ...foundClean(capture), damaged(capture)]],
    'R-EVI-16',
    { [capture]: 'damaged' },
  ],
  'R-EVI-16 every gap is named, and no other item': [
    [[...ready(capture), damaged(capture)], [...ready(letter)], [...added(video), ...foundClean(video)]],
    'R-EVI-16',
    { [capture]: 'damaged', [video]: 'not-sealed' },
  ],
  'R-EVI-15 what is not clean is told before what has a gap': [
    [[...ready(capture), damaged(capture)], [...added(video)]],
    'R-EVI-15',
    { [video]: 'pending' },
  ],
} as const satisfies Record<string, readonly [CaseEvent[][], string, Record<string, string>]>

for (const [title, [events, rule, named]] of Object.entries(faults)) {
  t.test(title, async t => {
    const refusal = refusalOfHandOver(itemsOf(...events))
    t.ok(refusal instanceof Rejection)
    t.strictSame(
      { ...refusal },
      { rule, faults: Object.entries(named).map(([id, code]) => ({ pointer: `/evidence/${id}`, code })) },
    )
  })
}

t.test('what is clean, sealed and whole is handed over', async t => {
  t.equal(refusalOfHandOver(prepared(capture, video)), undefined)
})

t.test('a file without evidence is handed over', async t => {
  t.equal(refusalOfHandOver([]), undefined)
})

t.test('what was taken out of the file or erased holds nothing up', async t => {
  const takenOut = [
    [...added(capture), quarantined(capture), excluded(capture)],
    [...added(video), erased(video)],
    [...ready(letter)],
  ]
  t.equal(refusalOfHandOver(itemsOf(...takenOut)), undefined)
  t.strictSame(
    itemsOnFile(itemsOf(...takenOut)).map(({ state }) => state.id),
    [letter],
  )
})

// The manifest

t.test('a manifest says of each item what was handed over, and how far its ledger was', async t => {
  const items = itemsOf(
    [...ready(capture)],
    [
      ...added(video, filmedSpeech),
      cast.described(video, { ...filmedSpeech, confidentiality: 'limited', handling: ['no-export'] }),
      ...foundClean(video),
      sealed(video),
      opened(video, cast.referrer(on(4))),
    ],
  )
  t.strictSame(manifestOf(items, {}), [
    onManifest(1, capture),
    onManifest(2, video, {
      kind: 'file',
      title: filmedSpeech.title,
      custodyPosition: 7,
      confidentiality: 'limited',
      handling: ['no-export'],
    }),
  ])
})

t.test('a manifest says of each item how it is handled in this case', async t => {
  const items = itemsOf(
    [...ready(capture, { ...cast.capturedPost, confidentiality: 'confidential', handling: ['no-onward-sharing'] })],
    [...ready(video)],
  )
  t.strictSame(
    manifestOf(items, { confidentiality: 'limited', handling: ['view-only'] }).map(({ confidentiality, handling }) => [
      confidentiality,
      handling,
    ]),
    [
      ['confidential', ['view-only', 'no-onward-sharing']],
      ['limited', ['view-only']],
    ],
  )
})

t.test(
  'what was taken out of the file or erased is not in the manifest, and nothing is left of its number',
  async t => {
    const items = itemsOf([...ready(capture), excluded(capture)], [...ready(video)], [...added(letter), erased(letter)])
    t.strictSame(manifestOf(items, {}), [onManifest(1, video)])
  },
)

t.test('a manifest counts 1, 2, 3 in the order of the file', async t => {
  t.strictSame(
    manifestOf(prepared(video, letter, capture), {}).map(({ number, evidenceId }) => [number, evidenceId]),
    [
      [1, video],
      [2, letter],
      [3, capture],
    ],
  )
})

t.test('the bytes of an item without an inspection are called bytes', async t => {
  t.equal(manifestOf(itemsOf([...added(capture)]), {})[0]?.mediaType, 'application/octet-stream')
})

t.test('of a file without evidence the digest is that of an empty manifest', async t => {
  t.strictSame(manifestOf([], {}), [])
  t.equal(manifestDigestOf(manifestOf([], {})), emptyManifestDigest)
})

t.test('the digest of a manifest is the same for the same manifest, however it is written', async t => {
  const manifest = manifestOf(prepared(capture, video), {})
  const rewritten = manifest.map(item => Object.fromEntries(Object.entries(item).reverse()) as ManifestItem)
  t.equal(manifestDigestOf(rewritten), manifestDigestOf(manifest))
  t.equal(manifestDigestOf(JSON.parse(JSON.stringify(manifest))), manifestDigestOf(manifest))
  t.equal(manifestDigestOf(manifestOf(prepared(capture, video), {})), manifestDigestOf(manifest))
})

t.test('the digest of a manifest differs for whatever differs in it', async t => {
  const manifest = manifestOf(prepared(capture, video), {})
  const item = manifest[0]!
  const others: readonly ManifestItem[][] = [
    [],
    manifest.slice(0, 1),
    manifest.toReversed(),
    ...Object.keys(item).map(name => [{ ...item, [name]: 'other' } as ManifestItem, ...manifest.slice(1)]),
  ]
  const digests = [manifest, ...others].map(manifestDigestOf)
  t.equal(new Set(digests).size, digests.length)
})

// Handing over, taking over, giving back

const to = { referralId, versionNumber: 1, agency: kasn }

t.test('each item on file is handed over, after the last entry of its ledger', async t => {
  const items = itemsOf([...ready(capture)], [...ready(video), opened(video, cast.recorder(on(4)))])
  t.strictSame(handedOver(items, to), [
    {
      id: capture,
      after: 5,
      events: [{ type: 'EvidenceHandedOver', data: { referralId, versionNumber: 1, to: kasn } }],
    },
    { id: video, after: 6, events: [{ type: 'EvidenceHandedOver', data: { referralId, versionNumber: 1, to: kasn } }] },
  ])
})

t.test('what was taken out of the file or erased is not handed over', async t => {
  const items = itemsOf([...ready(capture), excluded(capture)], [...ready(letter), erased(letter)], [...ready(video)])
  t.strictSame(
    handedOver(items, to).map(({ id }) => id),
    [video],
  )
})

t.test('what the receiver holds already under this referral is not handed over again', async t => {
  const items = replay([...historyOfEvidence.received, ...ready(video)]).items
  t.strictSame(
    handedOver(items, { ...to, versionNumber: 2 }).map(({ id }) => id),
    [video],
  )
})

t.test('what was given back is handed over again', async t => {
  for (const status of ['returned', 'rejected', 'withdrawn'] as const) {
    const { items } = replay(historyOfEvidence[status])
    t.strictSame(
      handedOver(items, { ...to, versionNumber: 2 }).map(({ id }) => id),
      [capture],
      status,
    )
  }
})

t.test('what is held under one referral is handed over with another', async t => {
  const { items } = replay(historyOfEvidence.received)
  t.equal(handedOver(items, { ...to, referralId: secondReferralId }).length, 1)
})

t.test('a receipt takes over what was handed over with the referral, and nothing else', async t => {
  const { items } = replay([...historyOfEvidence.sent, ...ready(video)])
  t.strictSame(takenOver(items, referralId), [
    { id: capture, after: 6, events: [{ type: 'EvidenceTakenOver', data: { referralId } }] },
  ])
  t.strictSame(takenOver(items, secondReferralId), [])
})

for (const reason of ['returned', 'rejected', 'withdrawn'] as const) {
  t.test(`a referral that is ${reason} gives back what is held with it, and nothing else`, async t => {
    const { items } = replay([...historyOfEvidence.received, ...ready(video)])
    t.strictSame(givenBack(items, referralId, reason), [
      { id: capture, after: 7, events: [{ type: 'EvidenceReturned', data: { referralId, reason } }] },
    ])
    t.strictSame(givenBack(items, secondReferralId, reason), [])
    t.strictSame(givenBack(replay(historyOfEvidence[reason]).items, referralId, reason), [], 'and only once')
  })
}

t.test('what was taken out of the file while it was held is given back all the same', async t => {
  const { items } = replay([...historyOfEvidence.received, { ...excluded(capture), act: cast.recorder(on(6)) }])
  t.strictSame(
    givenBack(items, referralId, 'returned').map(({ id }) => id),
    [capture],
  )
})

// Four eyes, and who had opened what

t.test('whoever added, described or sealed an item on file recorded it; of what is not on file nobody did', async t => {
  const second = cast.secondRecorder
  const items = itemsOf([...added(capture), ...foundClean(capture), sealed(capture, second(on(3)))])
  t.ok(recordedBy(items, officers.recorder))
  t.ok(recordedBy(items, officers.secondRecorder))
  t.notOk(recordedBy(items, officers.referrer))
  for (const end of [excluded(capture), erased(capture)]) {
    t.notOk(recordedBy(itemsOf([...ready(capture), end]), officers.recorder), end.type)
  }
})

const { caseOfficer, commissioner } = cast
const openedItems = itemsOf(
  [...ready(capture), opened(capture, caseOfficer(on(8))), opened(capture, commissioner(on(9)))],
  [...ready(video), cast.downloaded(video, caseOfficer(on(8)))],
  [...ready(letter), excluded(letter), opened(letter, commissioner(on(9)))],
)
const manifest = manifestOf(openedItems, {})

t.test('of each person the items of the manifest are named that they had opened or downloaded', async t => {
  const asked = [officers.commissioner, officers.caseOfficer, officers.secondCaseOfficer]
  t.strictSame(openingsBy(asked, manifest, openedItems), [
    { person: officers.commissioner, evidenceIds: [capture] },
    { person: officers.caseOfficer, evidenceIds: [capture, video] },
    { person: officers.secondCaseOfficer, evidenceIds: [] },
  ])
})

t.test('what is not in the manifest counts for nobody, nor what is not there', async t => {
  t.strictSame(openingsBy([officers.caseOfficer], [], openedItems), [{ person: officers.caseOfficer, evidenceIds: [] }])
  t.strictSame(openingsBy([officers.caseOfficer], manifest, []), [{ person: officers.caseOfficer, evidenceIds: [] }])
  t.strictSame(openingsBy([], manifest, openedItems), [])
})

t.test('an item is unopened when none of these persons had opened it', async t => {
  const unopened = (...persons: (typeof officers.commissioner)[]) =>
    unopenedBy(manifest, openingsBy(persons, manifest, openedItems))
  t.strictSame(unopened(officers.caseOfficer), [])
  t.strictSame(unopened(officers.commissioner), [video])
  t.strictSame(unopened(officers.commissioner, officers.secondCaseOfficer), [video])
  t.strictSame(unopened(officers.commissioner, officers.caseOfficer), [])
  t.strictSame(unopened(), idsOf(manifest))
  t.strictSame(unopenedBy([], []), [])
})
