import t from 'tap'
import type { Act } from '../../src/domain/act.ts'
import { eventTypes } from '../../src/domain/event-types.ts'
import {
  decideEvidence,
  type Evidence,
  evidenceStatus,
  evolveEvidence,
  type Holding,
  mostItems,
  openHoldings,
  type ShownCopy,
  sharedWith,
} from '../../src/domain/evidence.ts'
import type { EvidenceDescription } from '../../src/domain/evidence-description.ts'
import type { EvidenceId, ReferralId } from '../../src/domain/ids.ts'
import { type CaseCommand, type CaseEvent, type EvidenceOrder, itemOf, replay } from './case-file.ts'
import * as cast from './examples.ts'
import {
  added,
  bawaslu,
  bkn,
  capture,
  capturedPost,
  caseOfficer,
  changed,
  clean,
  commissioner,
  copyId,
  damaged,
  described,
  documented,
  downloaded,
  erased,
  erasure,
  excluded,
  exclusion,
  filmedSpeech,
  finding,
  foundClean,
  givenBack,
  handedOver,
  handoverId,
  historyOfEvidence,
  infected,
  intakeOfficer,
  kasn,
  kominfo,
  officers,
  on,
  onManifest,
  opened,
  originalOf,
  quarantined,
  ready,
  recorded,
  recorder,
  referralId,
  referrer,
  scanner,
  scrubber,
  sealed,
  secondCaseOfficer,
  secondRecorder,
  secondReferralId,
  stripped,
  takenOver,
  version,
  video,
  violationId,
} from './examples.ts'
import { type Expected, happens, nothing, refused, scenario } from './scenario.ts'

const add = (description = capturedPost, act = recorder(on(3)), id = capture): CaseCommand => ({
  type: 'AddEvidence',
  act,
  id,
  violationId,
  description,
  original: originalOf(id),
})
const adding = (description = capturedPost, id = capture): Expected =>
  happens(
    { type: 'EvidenceCollected', of: id, data: { id, violationId, description } },
    { type: 'EvidenceReceived', of: id, data: originalOf(id) },
  )
const describe = (description: EvidenceDescription, act = recorder(on(3))): CaseCommand => ({
  type: 'DescribeEvidence',
  of: capture,
  act,
  description,
})
const describing = (description: EvidenceDescription): Expected =>
  happens({ type: 'EvidenceDescribed', of: capture, data: { description } })
const seal = (act = recorder(on(3))): CaseCommand => ({ type: 'SealEvidence', of: capture, act })
const sealing: Expected = happens({ type: 'EvidenceSealed', of: capture, data: { digest: originalOf(capture).digest } })
type Excluding = Extract<EvidenceOrder, { type: 'ExcludeEvidence' }>['exclusion']
const exclude = (given: Excluding = exclusion, act = recorder(on(9))): CaseCommand => ({
  type: 'ExcludeEvidence',
  of: capture,
  act,
  exclusion: given,
})
const excluding: Expected = happens({ type: 'EvidenceExcluded', of: capture, data: exclusion })
const erase = (act = referrer(on(9)), given = erasure): CaseCommand => ({
  type: 'EraseEvidence',
  of: capture,
  act,
  erasure: given,
})
const erasing: Expected = happens({ type: 'EvidenceErased', of: capture, data: erasure })
const scan = (found: 'clean' | 'quarantined', copy: ShownCopy = stripped): CaseCommand => ({
  type: 'RecordScan',
  of: capture,
  act: scanner(on(3)),
  scan: found === 'clean' ? clean : infected,
  copy,
})
const damage = (found: 'damaged' | 'missing'): CaseCommand => ({
  type: 'RecordDamage',
  of: capture,
  act: scrubber(on(9)),
  found,
})

type Using = { of?: EvidenceId; through?: ReferralId | null; range?: string | null }
const using =
  (use: 'view' | 'download') =>
  (act: Act, { of = capture, through = null, range = null }: Using = {}): CaseCommand => ({
    type: 'UseEvidence',
    of,
    act,
    use,
    through,
    range,
  })
const view = using('view')
const download = using('download')
const viewed = (through: ReferralId | null = null, of = capture): Expected =>
  happens({ type: 'EvidenceOpened', of, data: { referralId: through } })
const fetched = (through: ReferralId | null = null): Expected =>
  happens({ type: 'EvidenceDownloaded', of: capture, data: { referralId: through, range: null } })
const received = { through: referralId }

const pending: readonly CaseEvent[] = [recorded, documented, ...added(capture)]
const passed: readonly CaseEvent[] = [...pending, ...foundClean(capture)]
const stopped: readonly CaseEvent[] = [...pending, quarantined(capture)]
const onFile: readonly CaseEvent[] = historyOfEvidence.documented
const gone: readonly CaseEvent[] = [...passed, erased(capture)]

// Adding

scenario('an item is added to a draft, with its bytes', [recorded], add(), adding())

scenario('an item is added to a documented violation', [recorded, documented], add(filmedSpeech), adding(filmedSpeech))

for (const status of ['received', 'returned', 'rejected'] as const) {
  scenario(
    `an item is added to a violation whose referral is ${status}`,
    historyOfEvidence[status],
    add(capturedPost, recorder(on(9)), video),
    adding(capturedPost, video),
  )
}

scenario('an item that is added already is not added again', pending, add(filmedSpeech), nothing)

scenario(
  'R-EVI-03 a dismissed violation takes no evidence',
  [recorded, cast.dismissed],
  add(capturedPost, recorder(on(4))),
  refused('R-EVI-03'),
)

const idOf = (number: number) => `018d5e00-0000-7000-8000-0000000009${String(number).padStart(3, '0')}` as EvidenceId
const crowd = (count: number) => Array.from({ length: count }, (_, index) => added(idOf(index))).flat()

scenario('the two-hundredth item is added', [recorded, ...crowd(199)], add(), adding())

scenario('R-EVI-04 a violation has at most 200 items', [recorded, ...crowd(200)], add(), refused('R-EVI-04'))

scenario(
  'R-EVI-04 what was excluded or erased counts among the 200',
  [recorded, ...crowd(200), excluded(idOf(0)), erased(idOf(1))],
  add(),
  refused('R-EVI-04'),
)

t.test('R-EVI-04 the most a violation may have is what the rule says', async t => t.equal(mostItems, 200))

const { collection, link } = capturedPost
const onScreen = link!
const named: EvidenceDescription = { ...filmedSpeech, collection: { ...filmedSpeech.collection, name: 'Budi' } }

scenario(
  'R-EVI-01 a reporter who collected evidence is not named with it',
  [recorded],
  add(named),
  refused('R-EVI-01', '/collection/name'),
)

scenario(
  'an officer of another agency who collected evidence is named with it',
  [recorded],
  add({ ...filmedSpeech, collection: { ...collection, by: 'other-agency' } }),
  adding({ ...filmedSpeech, collection: { ...collection, by: 'other-agency' } }),
)

scenario(
  'R-EVI-02 evidence is not collected in the future',
  [recorded],
  add({ ...filmedSpeech, collection: { ...collection, at: '2024-02-03T02:00:00.001Z' } }),
  refused('R-EVI-02', '/collection/at'),
)

scenario(
  'R-EVI-02 what was on the screen is not captured in the future',
  [recorded],
  add({ ...capturedPost, link: { ...onScreen, capturedAt: '2024-02-03T09:00:01+07:00' } }),
  refused('R-EVI-02', '/link/capturedAt'),
)

scenario(
  'R-EVI-02 every time that lies in the future is named',
  [recorded],
  add({
    ...capturedPost,
    collection: { ...collection, at: '2030-01-01T00:00:00Z' },
    link: { ...onScreen, capturedAt: '2030-01-01T00:00:00Z' },
  }),
  refused('R-EVI-02', '/collection/at', '/link/capturedAt'),
)

const justNow: EvidenceDescription = {
  ...capturedPost,
  collection: { ...collection, at: '2024-02-03T09:00:00+07:00' },
  link: { ...onScreen, capturedAt: '2024-02-03T02:00:00Z' },
}
scenario('evidence is collected as late as this moment, in whatever zone', [recorded], add(justNow), adding(justNow))

scenario(
  'R-EVI-01 that a reporter is named is refused before the times are looked at',
  [recorded],
  add({ ...named, collection: { ...named.collection, at: '2030-01-01T00:00:00Z' } }),
  refused('R-EVI-01', '/collection/name'),
)

scenario(
  'R-EVI-03 that the violation is dismissed is refused before the description is looked at',
  [recorded, cast.dismissed],
  add(named, recorder(on(4))),
  refused('R-EVI-03'),
)

// Describing

scenario('what is said about an item is changed', pending, describe(filmedSpeech), describing(filmedSpeech))

scenario(
  'what is said about a quarantined item is changed',
  stopped,
  describe({ ...capturedPost, confidentiality: 'confidential' }),
  describing({ ...capturedPost, confidentiality: 'confidential' }),
)

scenario('saying the same about an item changes nothing', pending, describe({ ...capturedPost }), nothing)

scenario('saying the same about a sealed item changes nothing', onFile, describe(capturedPost), nothing)

scenario('saying the same about an erased item changes nothing', gone, describe(capturedPost), nothing)

scenario(
  'R-EVI-05 what is said about a sealed item is not changed',
  onFile,
  describe(filmedSpeech),
  refused('R-EVI-05'),
)

scenario('R-EVI-06 of an erased item nothing new is said', gone, describe(filmedSpeech), refused('R-EVI-06'))

scenario(
  'R-EVI-05 an item that was sealed and then erased is still sealed',
  [...onFile, erased(capture)],
  describe(filmedSpeech),
  refused('R-EVI-05'),
)

scenario(
  'R-EVI-01 a reporter is not named by a change either',
  pending,
  describe(named),
  refused('R-EVI-01', '/collection/name'),
)

scenario(
  'R-EVI-02 a change does not tell of the future either',
  pending,
  describe({ ...capturedPost, collection: { ...collection, at: '2030-01-01T00:00:00Z' } }),
  refused('R-EVI-02', '/collection/at'),
)

// Sealing

scenario('an item is sealed with the digest of its bytes', passed, seal(), sealing)

scenario('an item is sealed before its inspection', pending, seal(), sealing)

scenario('a quarantined item is sealed', stopped, seal(), sealing)

scenario('sealing twice changes nothing, whoever does it', onFile, seal(secondRecorder(on(4))), nothing)

scenario('a seal stands after the item was erased', [...onFile, erased(capture)], seal(), nothing)

scenario('R-EVI-06 an erased item is not sealed', gone, seal(), refused('R-EVI-06'))

// Excluding

scenario('an item is taken out of the file with a reason', onFile, exclude(), excluding)

scenario('an item is taken out of the file before its inspection', pending, exclude(), excluding)

scenario('a quarantined item is taken out of the file', stopped, exclude(), excluding)

scenario(
  'an item is taken out of the file while another agency holds it',
  historyOfEvidence.received,
  exclude(),
  excluding,
)

scenario('taking out twice changes nothing', [...onFile, excluded(capture)], exclude(), nothing)

scenario(
  'an exclusion stands after the item was erased',
  [...onFile, excluded(capture), erased(capture)],
  exclude(),
  nothing,
)

scenario(
  'R-GEN-01 an exclusion is not given another reason',
  [...onFile, excluded(capture)],
  exclude({ ...exclusion, reason: 'irrelevant' }),
  refused('R-GEN-01'),
)

scenario(
  'R-GEN-01 an exclusion is not given another explanation',
  [...onFile, excluded(capture)],
  exclude({ ...exclusion, explanation: 'Or so it seemed.' }),
  refused('R-GEN-01'),
)

scenario('R-EVI-06 an erased item is not taken out of the file', gone, exclude(), refused('R-EVI-06'))

// Erasing

scenario('an item is erased on a legal basis', onFile, erase(), erasing)

scenario('a pending item is erased', pending, erase(), erasing)

scenario('a quarantined item is erased', stopped, erase(), erasing)

scenario('a damaged item is erased', [...onFile, damaged(capture)], erase(), erasing)

scenario(
  'whoever took an item out of the file may erase it',
  [...onFile, excluded(capture, referrer(on(4)))],
  erase(),
  erasing,
)

scenario('erasing twice changes nothing', [...onFile, erased(capture)], erase(), nothing)

scenario(
  'R-GEN-01 an erasure is not given another legal basis',
  [...onFile, erased(capture)],
  erase(referrer(on(9)), { ...erasure, legalBasis: 'UU 43/2009' }),
  refused('R-GEN-01'),
)

const twoHands: readonly CaseEvent[] = [
  recorded,
  documented,
  ...added(capture),
  described(capture, filmedSpeech, secondRecorder(on(2))),
  sealed(capture, secondRecorder(on(3))),
]

scenario(
  'R-EVI-08 whoever added an item does not erase it',
  twoHands,
  erase({ ...referrer(on(9)), person: officers.recorder }),
  refused('R-EVI-08'),
)

scenario(
  'R-EVI-08 whoever described an item does not erase it',
  [...pending, described(capture, filmedSpeech, secondRecorder(on(2)))],
  erase({ ...referrer(on(9)), person: officers.secondRecorder }),
  refused('R-EVI-08'),
)

scenario(
  'R-EVI-08 whoever sealed an item does not erase it',
  [...passed, sealed(capture, secondRecorder(on(3)))],
  erase({ ...referrer(on(9)), person: officers.secondRecorder }),
  refused('R-EVI-08'),
)

scenario(
  'R-EVI-08 that the eraser recorded it is refused before it is asked whether it is erased already',
  [...onFile, erased(capture)],
  erase({ ...referrer(on(9)), person: officers.recorder }),
  refused('R-EVI-08'),
)

for (const status of ['sent', 'received', 'accepted', 'under-examination'] as const) {
  scenario(
    `R-EVI-07 an item is not erased while its referral is ${status}`,
    historyOfEvidence[status],
    erase(),
    refused('R-EVI-07'),
  )
}

for (const status of ['returned', 'rejected', 'withdrawn'] as const) {
  scenario(
    `an item that was given back is erased: its referral is ${status}`,
    historyOfEvidence[status],
    erase(),
    erasing,
  )
}

scenario(
  'an item is erased once its case is closed, with whoever it then is',
  [...historyOfEvidence['under-examination'], cast.closed],
  erase(),
  erasing,
)

scenario(
  'R-EVI-07 an item taken out of the file is not erased while another agency holds it',
  [...historyOfEvidence.received, excluded(capture, recorder(on(6)))],
  erase(),
  refused('R-EVI-07'),
)

// Inspecting

scenario(
  'an inspection that finds nothing releases the item, and says what is shown of it',
  pending,
  scan('clean'),
  happens(
    { type: 'EvidenceScanned', of: capture, data: clean },
    { type: 'EvidenceCopied', of: capture, data: stripped },
  ),
)

for (const kind of ['same', 'withheld'] as const) {
  scenario(
    `an inspection that finds nothing may leave a copy that is ${kind}`,
    pending,
    scan('clean', { kind }),
    happens(
      { type: 'EvidenceScanned', of: capture, data: clean },
      { type: 'EvidenceCopied', of: capture, data: { kind } },
    ),
  )
}

scenario(
  'an inspection that finds something quarantines the item, and nothing is shown of it',
  pending,
  scan('quarantined'),
  happens({ type: 'EvidenceScanned', of: capture, data: infected }),
)

scenario('an item is inspected though it is sealed', [...pending, sealed(capture)], scan('quarantined'), {
  events: [{ type: 'EvidenceScanned', of: capture, data: infected }],
})

scenario('an item that was found clean is not inspected again', passed, scan('quarantined'), nothing)

scenario('an item in quarantine never leaves it', stopped, scan('clean'), nothing)

scenario('an erased item is not inspected', [...pending, erased(capture)], scan('clean'), nothing)

for (const found of ['damaged', 'missing'] as const) {
  scenario(
    `that the stored bytes are ${found} goes into the ledger`,
    onFile,
    damage(found),
    happens({ type: 'EvidenceDamaged', of: capture, data: { found } }),
  )

  scenario(`damage stands, and is not told twice: ${found}`, [...onFile, damaged(capture)], damage(found), nothing)
}

scenario(
  'damage is found before the inspection too',
  pending,
  damage('missing'),
  happens({ type: 'EvidenceDamaged', of: capture, data: { found: 'missing' } }),
)

scenario('the bytes of an erased item are not missed', [...onFile, erased(capture)], damage('missing'), nothing)

// Opening, at its own agency

const byOwner = {
  'who recorded it': recorder(on(9)),
  'another recorder': secondRecorder(on(9)),
  'the referrer': referrer(on(9)),
}
for (const [who, act] of Object.entries(byOwner)) {
  scenario(`at its own agency an item is opened by ${who}`, onFile, view(act), viewed())
  scenario(`at its own agency an item is downloaded by ${who}`, onFile, download(act), fetched())
}

scenario('an item is opened before it is sealed', passed, view(recorder(on(3))), viewed())

scenario(
  'what may be shown as it is, is opened',
  [...pending, ...foundClean(capture, { kind: 'same' })],
  view(recorder(on(3))),
  viewed(),
)

scenario(
  'a part of an item is downloaded, and the ledger says which',
  onFile,
  download(recorder(on(9)), { range: '0-1023' }),
  happens({ type: 'EvidenceDownloaded', of: capture, data: { referralId: null, range: '0-1023' } }),
)

scenario(
  'each opening goes into the ledger',
  [...onFile, opened(capture, recorder(on(4)))],
  view(recorder(on(4))),
  viewed(),
)

scenario(
  'an item that was taken out of the file is still opened',
  [...onFile, excluded(capture)],
  view(recorder(on(9))),
  viewed(),
)

for (const status of ['sent', 'received', 'returned', 'rejected', 'withdrawn'] as const) {
  scenario(
    `the recording agency opens its own item while its referral is ${status}`,
    historyOfEvidence[status],
    view(recorder(on(9))),
    viewed(),
  )
}

scenario(
  'the recording agency opens its own item through the referral, received or not',
  historyOfEvidence.sent,
  view(referrer(on(9)), received),
  viewed(referralId),
)

for (const [use, name] of [
  [view, 'opened'],
  [download, 'downloaded'],
] as const) {
  scenario(`R-EVI-09 an item is not ${name} before its inspection`, pending, use(recorder(on(3))), refused('R-EVI-09'))

  scenario(`R-EVI-09 a quarantined item is not ${name}`, stopped, use(recorder(on(3))), refused('R-EVI-09'))

  scenario(`R-EVI-06 an erased item is not ${name}`, gone, use(recorder(on(9))), refused('R-EVI-06'))

  for (const found of ['damaged', 'missing'] as const) {
    scenario(
      `R-EVI-10 an item of which the bytes are ${found} is not ${name}`,
      [...onFile, damaged(capture, found)],
      use(recorder(on(9))),
      refused('R-EVI-10'),
    )
  }
}

const withheld: readonly CaseEvent[] = [...pending, ...foundClean(capture, { kind: 'withheld' })]

scenario('R-EVI-11 where no copy may be shown, none is', withheld, view(recorder(on(3))), refused('R-EVI-11'))

scenario('where no copy may be shown, the original is downloaded', withheld, download(recorder(on(3))), fetched())

// Opening, at the receiving agency

const taken: readonly CaseEvent[] = historyOfEvidence.received
const byReceiver = {
  'the intake officer': intakeOfficer(on(9)),
  'a case officer': caseOfficer(on(9)),
  'another case officer': secondCaseOfficer(on(9)),
  'the commissioner': commissioner(on(9)),
}
for (const [who, act] of Object.entries(byReceiver)) {
  scenario(`what was handed over is opened after receipt by ${who}`, taken, view(act, received), viewed(referralId))
  scenario(
    `what was handed over is downloaded after receipt by ${who}`,
    taken,
    download(act, received),
    fetched(referralId),
  )
}

for (const status of ['accepted', 'under-examination'] as const) {
  scenario(
    `the receiving agency opens what it holds while the referral is ${status}`,
    historyOfEvidence[status],
    view(caseOfficer(on(9)), received),
    viewed(referralId),
  )
}

scenario(
  'R-EVI-12 the receiving agency opens nothing before it confirms receipt',
  historyOfEvidence.sent,
  view(intakeOfficer(on(5)), received),
  refused('R-EVI-12'),
)

scenario(
  'R-EVI-12 the receiving agency downloads nothing before it confirms receipt',
  historyOfEvidence.sent,
  download(intakeOfficer(on(5)), received),
  refused('R-EVI-12'),
)

for (const status of ['returned', 'rejected', 'withdrawn'] as const) {
  scenario(
    `R-EVI-13 the receiving agency opens nothing once the referral is ${status}`,
    historyOfEvidence[status],
    view(intakeOfficer(on(9)), received),
    refused('R-EVI-13'),
  )
  scenario(
    `R-EVI-13 the receiving agency downloads nothing once the referral is ${status}`,
    historyOfEvidence[status],
    download(intakeOfficer(on(9)), received),
    refused('R-EVI-13'),
  )
}

scenario(
  'R-EVI-13 the receiving agency opens nothing once it consented to a withdrawal',
  [
    ...historyOfEvidence.accepted,
    cast.requested,
    cast.consented,
    { ...givenBack(capture, 'withdrawn', 9), act: commissioner(on(9)) },
  ],
  view(caseOfficer(on(9)), received),
  refused('R-EVI-13'),
)

scenario(
  'R-EVI-13 the receiving agency does not open what came to the file after the sending',
  [...taken, ...ready(video)],
  view(caseOfficer(on(9)), { of: video, through: referralId }),
  refused('R-EVI-13'),
)

scenario(
  'R-EVI-13 an agency opens nothing through a referral that was sent to another',
  historyOfEvidence.received,
  download({ ...caseOfficer(on(9)), agency: cast.bkn }, received),
  refused('R-EVI-13'),
)

/** Rejected, and handed over anew with another referral. */
const sentAnew: readonly CaseEvent[] = [
  ...historyOfEvidence.rejected,
  { type: 'ViolationReferred', act: referrer(on(8)), data: { referralId: secondReferralId, versionNumber: 1 } },
  {
    type: 'ReferralSent',
    act: referrer(on(8)),
    data: {
      id: secondReferralId,
      violationId,
      receiver: kasn,
      version: version(1, finding, [onManifest(1, capture, { custodyPosition: 8 })]),
    },
  },
  handedOver(capture, 1, 8, secondReferralId),
]

scenario(
  'R-EVI-13 through a referral that was rejected nothing is opened that was handed over with another',
  [...sentAnew, { ...cast.received, act: intakeOfficer(on(9)) }, takenOver(capture, 9, secondReferralId)],
  view(caseOfficer(on(9)), received),
  refused('R-EVI-13'),
)

scenario(
  'R-EVI-12 the receipt of one referral is not the receipt of another',
  sentAnew,
  view(caseOfficer(on(9)), { through: secondReferralId }),
  refused('R-EVI-12'),
)

scenario(
  'what was handed over with another referral is opened through that one',
  [...sentAnew, { ...cast.received, act: intakeOfficer(on(9)) }, takenOver(capture, 9, secondReferralId)],
  view(caseOfficer(on(9)), { through: secondReferralId }),
  viewed(secondReferralId),
)

/** Returned, completed, and sent a second time. */
const sentAgain: readonly CaseEvent[] = [
  ...historyOfEvidence.returned,
  changed(cast.clarified, true, 7),
  cast.referredAgain,
  {
    type: 'ReferralResubmitted',
    act: referrer(on(8)),
    data: {
      version: version(2, cast.clarified, [onManifest(1, capture, { custodyPosition: 8 })]),
      answers: cast.answers,
    },
  },
  handedOver(capture, 2, 8),
]

scenario(
  'R-EVI-12 what was sent again is not opened on the receipt of the version before',
  sentAgain,
  view(caseOfficer(on(9)), received),
  refused('R-EVI-12'),
)

scenario(
  'what was sent again is opened after its own receipt',
  [...sentAgain, { ...cast.received, act: intakeOfficer(on(9)) }, takenOver(capture, 9)],
  view(caseOfficer(on(9)), received),
  viewed(referralId),
)

scenario(
  'R-EVI-06 the receiving agency opens nothing that was erased after it was given back',
  [...historyOfEvidence.returned, { ...erased(capture), act: referrer(on(7)) }],
  view(caseOfficer(on(9)), received),
  refused('R-EVI-06'),
)

scenario(
  'R-EVI-10 the receiving agency opens nothing that was damaged while it held it',
  [...taken, { ...damaged(capture), act: scrubber(on(6)) }],
  view(caseOfficer(on(9)), received),
  refused('R-EVI-10'),
)

// Handling

const secret: EvidenceDescription = { ...capturedPost, confidentiality: 'strictly-confidential' }
const handedWith = (description: EvidenceDescription): readonly CaseEvent[] => [
  recorded,
  documented,
  ...ready(capture, description),
  cast.referred,
  cast.sentWith(finding, [onManifest(1, capture)]),
  handedOver(capture),
  cast.received,
  takenOver(capture),
]

scenario(
  'R-EVI-14 what is for viewing only is not downloaded by another agency',
  handedWith({ ...capturedPost, handling: ['view-only'] }),
  download(caseOfficer(on(9)), received),
  refused('R-EVI-14', { pointer: '', code: 'view-only' }),
)

scenario(
  'what is for viewing only is viewed by another agency',
  handedWith({ ...capturedPost, handling: ['view-only'] }),
  view(caseOfficer(on(9)), received),
  viewed(referralId),
)

scenario(
  'what is for viewing only is downloaded by its own agency',
  handedWith({ ...capturedPost, handling: ['view-only'] }),
  download(recorder(on(9))),
  fetched(),
)

scenario(
  'R-EVI-14 a confidential item is not opened by an intake officer',
  handedWith({ ...capturedPost, confidentiality: 'confidential' }),
  view(intakeOfficer(on(9)), received),
  refused('R-EVI-14', { pointer: '', code: 'confidential' }),
)

scenario(
  'R-EVI-14 a strictly confidential item is not opened by a case officer whose case it is not',
  [...handedWith(secret), cast.accepted, cast.assigned],
  view(secondCaseOfficer(on(9)), received),
  refused('R-EVI-14', { pointer: '', code: 'strictly-confidential' }),
)

scenario(
  'a strictly confidential item is opened by the case officer whose case it is',
  [...handedWith(secret), cast.accepted, cast.assigned],
  view(caseOfficer(on(9)), received),
  viewed(referralId),
)

scenario(
  'R-EVI-14 at its own agency a strictly confidential item is not opened by a recorder who did not take it in',
  handedWith(secret),
  view(secondRecorder(on(9))),
  refused('R-EVI-14', { pointer: '', code: 'strictly-confidential' }),
)

for (const act of [recorder(on(9)), referrer(on(9))]) {
  scenario(
    `at its own agency a strictly confidential item is opened by the ${act.role}`,
    handedWith(secret),
    view(act),
    viewed(),
  )
}

scenario(
  'R-EVI-14 a case that is strictly confidential makes its items so',
  [cast.recordedAs({ ...finding, confidentiality: 'strictly-confidential' }), documented, ...ready(capture)],
  view(secondRecorder(on(9))),
  refused('R-EVI-14', { pointer: '', code: 'strictly-confidential' }),
)

scenario(
  'R-EVI-14 what the version that was handed over says of handling holds for the receiving agency',
  [
    cast.recordedAs({ ...finding, handling: ['view-only'] }),
    documented,
    ...ready(capture),
    cast.referred,
    cast.sentWith({ ...finding, handling: ['view-only'] }, [onManifest(1, capture, { handling: ['view-only'] })]),
    handedOver(capture),
    cast.received,
    takenOver(capture),
  ],
  download(caseOfficer(on(9)), received),
  refused('R-EVI-14', { pointer: '', code: 'view-only' }),
)

scenario(
  'R-EVI-14 that the handling forbids it is refused before it is told whether the item is erased',
  [recorded, documented, ...ready(capture, secret), erased(capture)],
  view(secondRecorder(on(9))),
  refused('R-EVI-14', { pointer: '', code: 'strictly-confidential' }),
)

// The order of the other refusals: what is gone, what is not held, what is not received, what is not clean or whole.

scenario(
  'R-EVI-06 that an item is erased is told before that it is not held',
  [...taken, ...added(video), erased(video)],
  view(caseOfficer(on(9)), { of: video, through: referralId }),
  refused('R-EVI-06'),
)

scenario(
  'R-EVI-13 that an item is not held is told before that it is not inspected',
  [...taken, ...added(video)],
  view(caseOfficer(on(9)), { of: video, through: referralId }),
  refused('R-EVI-13'),
)

scenario(
  'R-EVI-12 that receipt is not confirmed is told before that an item is damaged',
  [...historyOfEvidence.sent, { ...damaged(capture), act: scrubber(on(5)) }],
  view(caseOfficer(on(9)), received),
  refused('R-EVI-12'),
)

scenario(
  'R-EVI-09 that an item is not inspected is told before that it is damaged',
  [...pending, damaged(capture)],
  view(recorder(on(9))),
  refused('R-EVI-09'),
)

scenario(
  'R-EVI-10 that an item is damaged is told before that there is no copy',
  [...withheld, damaged(capture)],
  view(recorder(on(9))),
  refused('R-EVI-10'),
)

// What the ledger says

const read = (events: readonly CaseEvent[], of = capture): Evidence => itemOf(replay(events), of)!

t.test('an item is where its ledger says it is', async t => {
  t.equal(evidenceStatus(read(pending)), 'pending')
  t.equal(evidenceStatus(read(passed)), 'clean')
  t.equal(evidenceStatus(read(stopped)), 'quarantined')
  for (const before of [pending, passed, stopped]) t.equal(evidenceStatus(read([...before, erased(capture)])), 'erased')
  t.equal(evidenceStatus(read([...onFile, damaged(capture), excluded(capture)])), 'clean')
})

t.test('every entry of a ledger tells its part of the item', async t => {
  const passedOn: Holding = {
    referralId,
    versionNumber: 1,
    agency: kasn,
    since: on(6),
    takenOverAt: on(7),
    until: on(9),
    passedOn: true,
  }
  const story: readonly [CaseEvent, Partial<Evidence>][] = [
    [
      described(capture, filmedSpeech, secondRecorder(on(3))),
      { description: filmedSpeech, recorders: [officers.recorder, officers.secondRecorder] },
    ],
    [{ type: 'EvidenceScanned', of: capture, act: scanner(on(4)), data: clean }, { scan: { ...clean, at: on(4) } }],
    [{ type: 'EvidenceCopied', of: capture, act: scanner(on(4)), data: stripped }, { copy: stripped }],
    [sealed(capture, recorder(on(5))), { seal: { act: recorder(on(5)) } }],
    [
      handedOver(capture, 1, 6),
      {
        holdings: [{ referralId, versionNumber: 1, agency: kasn, since: on(6), takenOverAt: null, until: null }],
      },
    ],
    [
      takenOver(capture, 7),
      {
        holdings: [{ referralId, versionNumber: 1, agency: kasn, since: on(6), takenOverAt: on(7), until: null }],
      },
    ],
    [
      {
        type: 'EvidenceShared',
        of: capture,
        act: commissioner(on(8)),
        data: { referralId, copyId, to: bkn, until: on(30) },
      },
      {},
    ],
    [
      {
        type: 'EvidenceHandedOn',
        of: capture,
        act: commissioner(on(8)),
        data: { handoverId, to: bawaslu, form: 'original', digest: originalOf(capture).digest },
      },
      {},
    ],
    [opened(capture, caseOfficer(on(8)), referralId), { openedBy: [officers.caseOfficer] }],
    [downloaded(capture, commissioner(on(9)), referralId), { openedBy: [officers.caseOfficer, officers.commissioner] }],
    [
      {
        type: 'EvidencePassedOn',
        of: capture,
        act: commissioner(on(9)),
        data: { referralId, succession: 'kasn-bkn-2024', to: bkn },
      },
      {
        holdings: [
          passedOn,
          { referralId, versionNumber: 1, agency: bkn, since: on(9), takenOverAt: null, until: null },
        ],
      },
    ],
    [
      givenBack(capture, 'returned', 10),
      {
        holdings: [
          passedOn,
          { referralId, versionNumber: 1, agency: bkn, since: on(9), takenOverAt: null, until: on(10) },
        ],
      },
    ],
    [{ ...excluded(capture), act: recorder(on(11)) }, { exclusion: { ...exclusion, act: recorder(on(11)) } }],
    [{ ...damaged(capture), act: scrubber(on(12)) }, { damage: { found: 'damaged', at: on(12) } }],
    [{ ...erased(capture), act: referrer(on(13)) }, { erasure: { ...erasure, act: referrer(on(13)) } }],
  ]
  let expected: Evidence = {
    id: capture,
    violationId,
    owner: kominfo,
    description: capturedPost,
    original: originalOf(capture),
    scan: null,
    copy: null,
    seal: null,
    exclusion: null,
    erasure: null,
    damage: null,
    recorders: [officers.recorder],
    openedBy: [],
    holdings: [],
    revision: 2,
    receivedAt: on(2),
    changedAt: on(2),
    lastAt: on(2),
  }
  const events = [recorded, ...added(capture)]
  t.strictSame(read(events), expected, 'added')
  for (const [event, change] of story) {
    events.push(event)
    const isOpening = ['EvidenceOpened', 'EvidenceDownloaded', 'EvidenceShared', 'EvidenceHandedOn'].includes(
      event.type,
    )
    expected = { ...expected, ...change, lastAt: event.act.at }
    // That somebody opened it does not change the item.
    if (!isOpening) expected = { ...expected, revision: expected.revision + 1, changedAt: event.act.at }
    t.strictSame(read(events), expected, event.type)
  }
  const told = new Set(events.map(({ type }) => type))
  const ofEvidence = Object.entries(eventTypes).filter(([, { stream }]) => stream === 'evidence')
  t.strictSame(
    ofEvidence.map(([type]) => type).filter(type => !told.has(type as CaseEvent['type'])),
    [],
    'no kind of entry is left out',
  )
})

t.test('whoever opened an item is named once, in the order of their first opening', async t => {
  const act = caseOfficer(on(6))
  const events = [
    ...taken,
    opened(capture, act, referralId),
    downloaded(capture, commissioner(on(7)), referralId),
    downloaded(capture, act, referralId),
    opened(capture, act, referralId),
  ]
  t.strictSame(read(events).openedBy, [officers.caseOfficer, officers.commissioner])
  t.equal(read(events).revision, read(taken).revision)
  t.equal(read(events).changedAt, read(taken).changedAt)
  t.equal(replay(events).items[0]?.version, (replay(taken).items[0]?.version ?? 0) + 4, 'the ledger counts them')
})

t.test('whoever added, described or sealed an item is named once; whoever took it out or opened it is not', async t => {
  const events = [
    ...twoHands,
    ...foundClean(capture),
    excluded(capture, referrer(on(4))),
    opened(capture, referrer(on(4))),
  ]
  t.strictSame(read(events).recorders, [officers.recorder, officers.secondRecorder])
})

t.test('an item is with nobody else until it is handed over, and no more once it is given back', async t => {
  const agencies = (events: readonly CaseEvent[]) => openHoldings(read(events)).map(({ agency }) => agency)
  t.strictSame(agencies(onFile), [])
  for (const status of ['sent', 'received', 'accepted', 'under-examination'] as const) {
    t.strictSame(agencies(historyOfEvidence[status]), [kasn], status)
  }
  for (const status of ['returned', 'rejected', 'withdrawn'] as const) {
    t.strictSame(agencies(historyOfEvidence[status]), [], status)
  }
  t.strictSame(agencies(sentAgain), [kasn])
})

t.test('whoever was ever handed an item goes on seeing that it exists, and is named once', async t => {
  t.strictSame(sharedWith(read(onFile)), [])
  t.strictSame(sharedWith(read(historyOfEvidence.returned)), [kasn])
  t.strictSame(sharedWith(read(sentAgain)), [kasn])
  t.equal(read(sentAgain).holdings.length, 2)
})

t.test('an item handed over a second time is taken over a second time, and the first time stands', async t => {
  const twice = read([...sentAgain, { ...cast.received, act: intakeOfficer(on(9)) }, takenOver(capture, 9)])
  t.strictSame(twice.holdings, [
    { referralId, versionNumber: 1, agency: kasn, since: on(4), takenOverAt: on(5), until: on(6) },
    { referralId, versionNumber: 2, agency: kasn, since: on(8), takenOverAt: on(9), until: null },
  ])
})

t.test('there is nothing to order of an item that is not there', async t => {
  const act = recorder(on(3))
  t.throws(() => decideEvidence(undefined, { type: 'SealEvidence', act }))
  t.throws(() => decideEvidence(undefined, { type: 'RecordScan', act: scanner(on(3)), scan: clean, copy: stripped }))
})

t.test('an item whose ledger begins with anything but its collection is not read', async t => {
  const entries = historyOfEvidence.rejected.filter(({ type }) => type.startsWith('Evidence')).slice(1)
  for (const event of [
    ...entries,
    excluded(capture),
    erased(capture),
    damaged(capture),
    opened(capture, recorder(on(3))),
  ]) {
    t.throws(() => evolveEvidence(undefined, event as Parameters<typeof evolveEvidence>[1]), event.type)
  }
})
