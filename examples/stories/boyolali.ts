import { createHash } from 'node:crypto'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { placeBytes } from '../evidence/exif.ts'
import { openCaseFile } from '../service/case-file.ts'
import { dueDate } from '../service/due-date.ts'
import { openEvidence } from '../service/evidence.ts'
import { openHandover } from '../service/handover.ts'
import { openObligation } from '../service/obligation.ts'
import type { SandboxClock } from '../service/sandbox-clock.ts'
import type { Service } from '../service/service.ts'
import { tellDeadline } from './arithmetic.ts'
import { meetingPlace, partyPage, treasurerPost, videoFragment, whiteboardPhoto } from './boyolali-exhibits.ts'
import { assertReporterSecret, playOpening, reporter, speaker } from './boyolali-persons.ts'
import type { Narrator } from './narrator.ts'
import { bagus, dewi, fajar, nurhayati, rangga, wulan, yohana } from './people.ts'
import { playLateExecution, playSilence } from './silence.ts'
import type { Told } from './told.ts'

/** What of the description may go on to whoever must act on the decision. */
const mayGoOn = 'A decree of the party names him as treasurer of its campaign team in the regency.'

/** ASN in Boyolali report that they are being mobilised: decided by KASN on two tracks, and disobeyed for weeks. */
export async function playBoyolali(service: Service, narrator: Narrator, clock: SandboxClock): Promise<Told> {
  const { title, tell, note, step, refused } = narrator
  const file = openCaseFile(service)
  const evidence = openEvidence(service, file)

  title('Boyolali: ASN report that they are being mobilised')
  tell(
    'Employees of a regency office tell Kominfo that they are being steered towards a party, asked for money, and threatened with a transfer. They do not dare to name who leads the meetings. Whoever reports must stay secret, above all from their own superior.',
  )

  await step(
    dewi,
    'takes down the report of an ASN. The reporter is stored apart; the reported person is not identified yet.',
    () =>
      file.record(dewi, {
        source: { kind: 'report', channel: 'asn-self-report' },
        reporter,
        eventDescription:
          'In a meeting after office hours the staff were told to support a party and to pay into a fund for its campaign.',
        occurredAt: '2023-12-06T16:30:00+07:00',
        knownAt: '2023-12-11T09:15:00+07:00',
        place: { regionCode: '33.09', description: 'Meeting room of a regency office in Boyolali' },
        suggestedCategory: 'PD-15',
        reportedPersons: [
          {
            identification: 'unidentified',
            description: 'The official who led the meeting; a video of 34 seconds shows him from behind.',
            workUnit: 'Dinas Contoh Kabupaten Boyolali',
          },
        ],
      }),
  )
  note(`All that the file says of the reporter is an id: ${file.violation.reporterId}.`)

  await refused(
    dewi,
    'attaches the reporter’s video, and writes “the reporter” where the name of the collector goes. Not even that has a place there.',
    'reporter-named',
    () => {
      const { says } = videoFragment
      const named = { ...says, collection: { ...says.collection, name: 'the reporter' } }
      return evidence.attach(dewi, { ...videoFragment, says: named })
    },
  )
  const [video, photo, page] = await step(
    dewi,
    'attaches the video without it, a photo that the reporter took of the whiteboard, and the page of the party that the patrol has archived. What the reporter made is confidential and for viewing only.',
    async () =>
      [
        await evidence.attach(dewi, videoFragment),
        await evidence.attach(dewi, whiteboardPhoto),
        await evidence.attach(dewi, partyPage),
      ] as const,
  )
  const looked = await step(dewi, 'waits until the three are inspected.', () =>
    Promise.all([video, photo, page].map(item => evidence.inspected(dewi, item))),
  )
  for (const { body } of looked) note(`${body.mediaType}, ${body.status}, copy: ${body.copy?.kind}`)
  note('The phone wrote into the photo where it was taken. The copy that is shown is without it.')
  await step(dewi, 'seals them.', async () => {
    for (const item of looked) await evidence.seal(dewi, item)
  })

  await step(dewi, 'declares it complete: an unidentified person may be reported.', () => file.document(dewi))
  await refused(dewi, 'tries to send it herself, but a recorder refers nothing.', 'role-required', () =>
    file.refer(dewi),
  )
  const sent = await step(rangga, 'refers it.', () => file.refer(rangga))
  note(`Version 1 is frozen and sent to ${sent.receiver}, with ${sent.evidenceCount} items of evidence.`)

  await step(yohana, 'reads what arrived.', () => file.readReferral(yohana))
  await refused(
    bagus,
    'wants to see the violation behind it. That is Kominfo’s own; for KASN it does not even exist.',
    'not-found',
    () => file.readViolation(bagus),
  )
  const received = await step(yohana, 'confirms receipt.', () => file.act(yohana, 'receipt'))
  await step(yohana, 'opens the archived page.', () => evidence.openCopy(yohana, page))
  await refused(
    yohana,
    'opens the video. It is confidential: at KASN only who examines and who decides may see it.',
    'handling-forbids',
    () => evidence.openCopy(yohana, video),
  )
  await step(yohana, 'returns it for completion, within fourteen days, by two items of her checklist.', () =>
    file.giveBack(yohana, {
      items: [
        { code: 'reported-person', note: 'Say all that is known of the official who led the meeting.' },
        { code: 'event-description', note: 'Say for whom the money was collected, and in which capacity.' },
      ],
      dueOn: dueDate(received, 14),
    }),
  )

  await step(
    dewi,
    'completes the file. His name she has not found; his office she has, and from where the pressure is said to come. She marks what may go on: of the evidence the page that the patrol archived, in the original, and nothing that the reporter made.',
    () => {
      const [unknown] = file.violation.content.reportedPersons
      if (unknown === undefined) throw new Error('the violation names its reported person')
      return file.change(dewi, {
        eventDescription: `In a meeting after office hours the head of a division told his staff to support a party and to pay into a fund for its campaign. The threat is said to come from the head of the regency. ${mayGoOn}`,
        reportedPersons: [
          {
            id: unknown.id,
            identification: 'unidentified',
            description: 'The head of a division, who led the meeting; a video of 34 seconds shows him from behind.',
            workUnit: 'Dinas Contoh Kabupaten Boyolali',
          },
        ],
        implicated: [{ agency: 'boyolali' as AgencyId, because: 'exerted-pressure' }],
        releasable: { excerpts: [mayGoOn], evidence: [], originals: [page.id] },
      })
    },
  )
  await step(rangga, 'answers both items and sends version 2.', () =>
    file.resubmit(rangga, [
      {
        code: 'reported-person',
        answer: 'He is the head of a division; the office has four. His voice is in the video.',
      },
      { code: 'event-description', answer: 'For the campaign fund; he is a treasurer of the campaign team.' },
    ]),
  )
  await step(yohana, 'confirms receipt of version 2, and with it of the same evidence again.', () =>
    file.act(yohana, 'receipt'),
  )
  await step(yohana, 'accepts it for examination.', () => file.act(yohana, 'acceptance'))
  await step(nurhayati, `assigns it to ${bagus.name}.`, () => file.assign(nurhayati, bagus))

  const shown = await step(bagus, 'watches the video and looks at the photo.', async () => {
    await evidence.openCopy(bagus, video)
    return evidence.openCopy(bagus, photo)
  })
  if (placeBytes(meetingPlace).some(bytes => shown.includes(bytes))) throw new Error('the copy says where it was taken')
  note(`What he sees has ${photo.size - shown.length} bytes less than the original; where it was taken is not in it.`)
  await refused(
    bagus,
    'asks for the original of the photo, which would say where the phone was. Its handling forbids it to every other agency.',
    'handling-forbids',
    () => evidence.download(bagus, photo),
  )

  await playOpening(file, narrator)
  const [unknown] = file.violation.content.reportedPersons
  if (unknown === undefined) throw new Error('the violation names its reported person')
  await step(
    bagus,
    'identifies the speaker: the witness knew the voice, and the attendance list has the name. What Kominfo sent stays as it was.',
    () => file.identify(bagus, unknown.id, speaker),
  )
  note('An administrative decision needs to know whom it is about; until now there could be none.')

  const question = await step(bagus, 'asks Kominfo: “Is the video available in full length?”', () =>
    file.askQuestion(bagus, 'Is the video available in full length?'),
  )
  await step(dewi, 'answers: “Only the 34 seconds are known; the account that posted them is gone.”', () =>
    file.answerQuestion(dewi, question.number, 'Only the 34 seconds are known; the account that posted them is gone.'),
  )

  const post = await step(
    dewi,
    'finds a post in which the party congratulates its treasurer, while KASN is at it already. She attaches it, waits and seals it.',
    async () => {
      const found = await evidence.inspected(dewi, await evidence.attach(dewi, treasurerPost))
      return evidence.seal(dewi, found)
    },
  )
  const supplemented = await step(
    rangga,
    'sends it as a supplement. It makes version 3: the same content with one item more, and the examination goes on.',
    () => file.supplement(rangga, 'A post of the party names him as the treasurer of its campaign team.'),
  )
  note(`The manifest has ${supplemented.evidenceCount} items now, and the referral is ${supplemented.status}.`)
  await step(bagus, 'opens it.', () => evidence.openCopy(bagus, post))

  tell(
    'KASN finds two things. That he had his staff pay is not proven; the video begins too late for that. That he is treasurer of a campaign team is: as discipline, a part in the campaign (PD-13), which is a medium penalty; and an ASN in a campaign team is a case for article 494 of the election law (UU 7/2017), which punishes the breach of article 280(3). KASN does not judge crimes either. Its decision, on the criminal track, passes the case on to those who do: the election-crime track of Bawaslu, police and prosecution.',
  )
  const draft = await step(bagus, 'drafts the first decision: passed on as criminal.', () =>
    file.draft(bagus, unknown.id, {
      track: 'criminal',
      outcome: 'criminal',
      criminalProvisions: ['uu-7-2017-art-494'],
      instrument: { kind: 'decision', number: 'B-2188/KASN/12/2023', date: '2023-12-28', signatory: 'Ketua KASN' },
      reasons: 'He belongs to a campaign team, as its treasurer.',
      legalBasis: 'UU 7/2017 pasal 494 juncto pasal 280 ayat (3)',
    }),
  )
  await file.readReferral(bagus)
  const second = await step(bagus, 'drafts the second, on the track of discipline, beside it.', () =>
    file.draft(bagus, unknown.id, {
      track: 'discipline',
      outcome: 'administrative',
      violationTypes: ['PD-13'],
      sanction: 'PP94-M1',
      instrument: {
        kind: 'recommendation',
        number: 'R-2189/KASN/12/2023',
        date: '2023-12-28',
        signatory: 'Ketua KASN',
      },
      reasons: 'As its treasurer he took part in the campaign.',
      legalBasis: 'PP 94/2021 pasal 5 huruf n angka 1 juncto pasal 13',
    }),
  )
  await step(nurhayati, 'did not draft them. She opens what names him, and leaves the rest.', async () => {
    await evidence.openCopy(nurhayati, video)
    await evidence.openCopy(nurhayati, post)
  })
  const onTable = await step(nurhayati, 'looks what of the evidence was opened.', () =>
    file.evidenceFor(nurhayati, draft.body),
  )
  const titles = new Map(onTable.items.map(({ evidenceId, title }) => [evidenceId, title]))
  for (const { evidenceId, code } of onTable.warnings) note(`${code}: ${titles.get(evidenceId)}`)
  const decision = await step(
    nurhayati,
    'issues it all the same. It is a warning and not a bar, but the decision will say so for ever.',
    () => file.issue(nurhayati, draft),
  )
  for (const { person, evidenceIds } of decision.openings ?? []) {
    const role = decision.draftedBy.includes(person) ? 'whoever drafted it' : 'whoever issued it'
    note(`It says: ${role} had opened ${evidenceIds.length} of ${onTable.items.length} items.`)
  }
  const discipline = await step(nurhayati, 'issues the second. The referral is decided.', () =>
    file.issue(nurhayati, second),
  )
  note(`It cites ${discipline.sanction}. Until that may be imposed it is ${discipline.inForceInstead}, it says.`)
  await refused(
    rangga,
    'would close the referral. The matter is not on its way to the election-crime track yet.',
    'handover-unsent',
    () => file.act(rangga, 'closure'),
  )
  const handover = await step(
    nurhayati,
    'hands it over to Bawaslu, within the 24 hours that the law gives her: a version of its own, made by rule.',
    () => file.handOver(nurhayati, decision.number, ['He belongs to a campaign team']),
  )
  const atBawaslu = openHandover(service, handover.id)
  note(
    `Of ${handover.content.evidence.length + handover.content.evidenceWithheld} items ${handover.content.evidence.length} goes along, re-hashed before: the one that Kominfo has marked.`,
  )
  await refused(
    fajar,
    'would open it at Bawaslu at once. First he confirms that it has come.',
    'evidence-not-taken-over',
    () => atBawaslu.download(fajar, page.id),
  )
  await step(fajar, 'confirms at Bawaslu that it has come.', () => atBawaslu.receive(fajar))
  const original = await step(fajar, 'downloads the original, and says what for.', () =>
    atBawaslu.download(fajar, page.id),
  )
  const [handed] = await atBawaslu.evidence(fajar)
  const digest = createHash('sha256').update(original).digest('hex')
  if (digest !== handed?.digest) throw new Error('what came is not what was handed over')
  note(`He computes its SHA-256 himself: ${digest.slice(0, 16)}…, the very one that the hand-over names for ever.`)
  const registered = await step(fajar, 'registers it. The number is that of the register of the track.', () =>
    atBawaslu.report(fajar, {
      outcome: 'registered',
      registrationNumber: '007/TM/PP/Kab/14.09/XII/2023',
      explanation: 'The formal and material requirements are met.',
    }),
  )
  note(`Its status is ${registered.status}; next can be ${registered.possibleOutcomes.join(' or ')}.`)
  tell(
    'Again KASN decided, and Kominfo only referred: it could suggest a category, and never call anything an offence.',
  )
  tell(
    'Somebody must act on it, and the regent is the personnel authority of the official. He is also said to be where the threat comes from. The copy goes past him to the governor.',
  )
  await refused(
    nurhayati,
    'would give it to the regency, as usual. The route does not lead there.',
    'copy-recipient-refused',
    () => file.giveCopy(nurhayati, { ...copyOf(decision.number), recipient: 'boyolali' as AgencyId }),
  )
  for (const { recipient, bypassed } of await file.routes(nurhayati)) {
    note(`The route: ${recipient}, past ${bypassed.map(({ agency, because }) => `${agency} (${because})`).join(', ')}.`)
  }
  const copy = await step(nurhayati, 'gives it to the governor, for thirty days.', () =>
    file.giveCopy(nurhayati, { ...copyOf(decision.number), recipient: wulan.agency as AgencyId }),
  )
  const seen = await step(wulan, 'reads what she must know, and no more.', () => file.receivedCopy(wulan, copy.id))
  const { conduct, decision: told } = seen.copy
  note(`It says: “${conduct.excerpts.join(' ')}” ${told.track}, ${told.outcome}, ${told.instrument.number}.`)
  note('It does not say where it comes from, who reported, or what else was said of the meeting.')

  const [imposed] = await file.obligations(nurhayati)
  if (imposed === undefined) throw new Error('the decision obliges somebody')
  const obligation = openObligation(service, imposed.id)
  tell('The decision on discipline obliges the governor, past the regent, to impose the penalty and to report it.')
  const obliged = await step(wulan, 'confirms receipt of the obligation.', () => obligation.receive(wulan))
  for (const deadline of obliged.deadlines) tellDeadline(narrator, 'The penalty', deadline)
  const blocked = await playSilence(obligation, narrator, clock)
  await playLateExecution(obligation, narrator, blocked, discipline)
  await step(rangga, 'confirms that all is done and closes the referral.', async () => {
    await file.readReferral(rangga)
    return file.act(rangga, 'closure')
  })

  const timeline = await file.timeline(bagus)
  const custody = { title: video.title, entries: await evidence.custody(bagus, video) }
  assertReporterSecret(narrator)
  return { timeline, custody }
}

function copyOf(decisionNumber: number) {
  return { decisionNumber, days: 30 }
}
