import { createHash } from 'node:crypto'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { openCaseFile } from '../service/case-file.ts'
import { dueDate } from '../service/due-date.ts'
import { openEvidence } from '../service/evidence.ts'
import { openObligation } from '../service/obligation.ts'
import type { Service } from '../service/service.ts'
import { tellDeadline } from './arithmetic.ts'
import { playExecution } from './execution.ts'
import { hastyScreenshot, wholeScreenshot } from './like-exhibits.ts'
import { tellClassification, tellPreflight } from './like-foreseen.ts'
import type { Narrator } from './narrator.ts'
import { bagus, dewi, hendra, nurhayati, rangga, yohana } from './people.ts'
import type { Told } from './told.ts'

/** A teacher likes a campaign post: found by Kominfo's patrol, decided by KASN as a matter of discipline. */
export async function playLike(service: Service, narrator: Narrator): Promise<Told> {
  const { title, tell, note, step, refused } = narrator
  const file = openCaseFile(service)
  const evidence = openEvidence(service, file)

  title('The like: an ASN likes a campaign post')
  tell(
    'It is December 2023 and the campaign has begun. The patrol of Kominfo comes upon the account of a teacher, a civil servant (ASN), that liked a post in which a candidate asks for votes. The joint decree of 2022 counts a like among the forms of support (row PD-06) and does not grade it below a post.',
  )

  await step(
    dewi,
    'records the finding as a draft. She suggests a category; there is no field in which Kominfo could propose a penalty.',
    () =>
      file.record(dewi, {
        source: { kind: 'finding', channel: 'patrol' },
        eventDescription: 'The account of an ASN liked a post that asks to vote for a presidential candidate.',
        occurredAt: '2023-12-04T19:42:00+07:00',
        suggestedCategory: 'PD-06',
        interaction: 'like',
        reportedPersons: [
          {
            identification: 'identified',
            name: 'Rini Kusumastuti, S.Pd.',
            employeeType: 'pns',
            nip: '198703142011012901',
            position: 'Guru Ahli Muda',
            workUnit: 'SD Negeri Contoh 1',
            employer: 'Pemerintah Kota Surakarta',
            personnelAuthority: hendra.agency as AgencyId,
          },
        ],
      }),
  )
  await tellPreflight(file, narrator)
  note(`The draft itself says what it lacks: ${file.violation.missing.map(({ pointer }) => pointer).join(', ')}.`)

  await refused(dewi, 'declares it complete all the same.', 'violation-incomplete', () => file.document(dewi))

  await step(dewi, 'adds when it became known and where the post is.', () =>
    file.change(dewi, {
      knownAt: '2023-12-05T08:10:00+07:00',
      place: { onlineLocation: 'https://social.example/posts/88121' },
    }),
  )
  await step(dewi, 'declares it complete again. Now it is documented.', () => file.document(dewi))
  await tellClassification(file, narrator)

  const hasty = await step(
    dewi,
    'attaches a screenshot of the post. It is not a picture only: it is said which link it captured, and what the account did there.',
    () => evidence.attach(dewi, hastyScreenshot),
  )
  note(`The service made its SHA-256 as the bytes came in: ${hasty.digest}.`)
  const looked = await step(dewi, 'waits a moment: the service inspects it by itself, and nobody gets it before.', () =>
    evidence.inspected(dewi, hasty),
  )
  note(`It is ${looked.body.mediaType}, as its bytes say, and ${looked.body.status}.`)

  const dewiAsReferrer = { ...dewi, roles: ['recorder', 'referrer'] } as const
  await refused(
    dewi,
    'has been given the role of a referrer too, and tries to send her own case. Four eyes are needed: whoever recorded it may not refer it.',
    'referrer-is-recorder',
    () => file.refer(dewiAsReferrer),
  )

  await refused(rangga, 'would refer it now, but an item may still be changed until it is sealed.', 'custody-gap', () =>
    file.refer(rangga),
  )
  await step(dewi, 'seals the screenshot. From now on nothing is changed about it.', () => evidence.seal(dewi, looked))

  const sent = await step(
    rangga,
    'reads the file and refers it. He names no receiver: it follows from the mandate.',
    () => file.refer(rangga),
  )
  note(`Version 1 is frozen and sent to ${sent.receiver}. The SHA-256 of its content is ${sent.contentDigest},`)
  note(`that of its manifest, which names each item of evidence, ${sent.manifestDigest}.`)

  for (const deadline of await file.deadlines(rangga)) tellDeadline(narrator, deadline.name.en, deadline)

  await refused(
    yohana,
    'wants to look at the screenshot. First KASN must confirm that it has received it.',
    'evidence-not-taken-over',
    () => evidence.openCopy(yohana, hasty),
  )
  const received = await step(yohana, 'confirms receipt. The screenshot is in the custody of KASN now.', () =>
    file.act(yohana, 'receipt'),
  )
  await step(yohana, 'opens it. That she did is in its ledger before the first byte leaves.', () =>
    evidence.openCopy(yohana, hasty),
  )
  await step(yohana, 'returns it for completion, within ten days: the account that liked the post is cut off.', () =>
    file.giveBack(yohana, {
      items: [
        { code: 'evidence', note: 'The capture cuts off the name of the account that liked the post.' },
        { code: 'event-description', note: 'Say who published the post and what it asks for.' },
      ],
      dueOn: dueDate(received, 10),
    }),
  )
  await refused(
    yohana,
    'would look at it once more. With the referral its custody went back to Kominfo.',
    'evidence-given-back',
    () => evidence.openCopy(yohana, hasty),
  )

  await step(dewi, 'completes the violation, which is hers to change again while the referral is returned.', () =>
    file.change(dewi, {
      eventDescription:
        'The account of an ASN liked a post of the campaign team of a presidential candidate. The post shows the ballot number and asks to vote for it.',
      place: { description: 'Account @rini.k.contoh, public, with name and school in its profile.' },
    }),
  )
  const whole = await step(dewi, 'attaches a capture of the whole post and waits for its inspection.', async () =>
    evidence.inspected(dewi, await evidence.attach(dewi, wholeScreenshot)),
  )
  await step(dewi, 'seals it, and takes the first one out of the file. It stays, and so does its ledger.', async () => {
    await evidence.seal(dewi, whole)
    await evidence.exclude(dewi, hasty, {
      reason: 'superseded',
      explanation: 'The whole capture, which shows the account, has taken its place.',
    })
  })
  await step(rangga, 'answers both items and sends it again. Version 1 stays readable beside version 2.', () =>
    file.resubmit(rangga, [
      { code: 'evidence', answer: 'A new capture shows the account that liked the post.' },
      { code: 'event-description', answer: 'The post is by the campaign team; its text is described now.' },
    ]),
  )
  await step(yohana, 'confirms receipt of version 2.', () => file.act(yohana, 'receipt'))
  await step(yohana, 'opens the new capture, and accepts the referral for examination.', async () => {
    await evidence.openCopy(yohana, whole.body)
    await file.act(yohana, 'acceptance')
  })
  await step(nurhayati, `assigns it to ${bagus.name}.`, () => file.assign(nurhayati, bagus))

  const original = await step(bagus, 'opens the capture, and downloads the original too.', async () => {
    await evidence.openCopy(bagus, whole.body)
    return evidence.download(bagus, whole.body)
  })
  const frozen = await step(bagus, 'reads the manifest of version 2, to compare.', () => file.version(bagus, 2))
  const digest = createHash('sha256').update(original).digest('hex')
  if (frozen.manifest.length !== 1 || frozen.manifest[0]?.digest !== digest) {
    throw new Error('what was downloaded is not what the manifest names')
  }
  note(`The SHA-256 of what he has is ${digest}.`)
  note('It is the one in the manifest: what he has is what Kominfo captured, bit for bit.')

  const question = await step(bagus, 'asks Kominfo: “Was the like still there when you looked again?”', () =>
    file.askQuestion(bagus, 'Was the like still there when you looked again?'),
  )
  await step(dewi, 'answers: “It was, on 5 and on 7 December; on 8 December it had been taken back.”', () =>
    file.answerQuestion(dewi, question.number, 'It was, on 5 and on 7 December; on 8 December it had been taken back.'),
  )

  const [person] = file.violation.content.reportedPersons
  if (person === undefined) throw new Error('the violation names its reported person')
  const draft = await step(
    bagus,
    'drafts the decision: an administrative matter, on the discipline track. Kominfo does not see drafts.',
    () =>
      file.draft(bagus, person.id, {
        track: 'discipline',
        outcome: 'administrative',
        violationTypes: ['PD-06'],
        sanction: 'PP94-H1',
        instrument: {
          kind: 'recommendation',
          number: 'R-2107/KASN/12/2023',
          date: '2023-12-18',
          signatory: 'Ketua KASN',
        },
        reasons: 'The like supports a fixed candidate during the campaign. It was public, and taken back only later.',
        legalBasis: 'PP 94/2021 pasal 5 huruf n angka 5 juncto pasal 14 huruf i angka 3',
      }),
  )
  const bagusAsCommissioner = { ...bagus, roles: ['case-officer', 'commissioner'] } as const
  await refused(
    bagus,
    'stands in for a commissioner that day and tries to issue his own draft.',
    'issuer-is-drafter',
    () => file.issue(bagusAsCommissioner, draft),
  )
  const { warnings } = await step(
    nurhayati,
    'reads the draft, and looks whether the evidence that it rests on was looked at.',
    () => file.evidenceFor(nurhayati, draft.body),
  )
  note(`The service warns her: ${warnings.map(({ code }) => code).join(', ') || 'of nothing'}.`)
  await step(nurhayati, 'opens the capture herself.', () => evidence.openCopy(nurhayati, whole.body))
  const decision = await step(nurhayati, 'issues the decision. The referral is decided.', () =>
    file.issue(nurhayati, draft),
  )
  const { openings } = decision
  const thorough = openings?.filter(({ evidenceIds }) => evidenceIds.includes(whole.body.id)).length
  note(`The decision names the manifest of version ${decision.versionNumber} by its SHA-256, and that`)
  note(`${thorough} of the ${openings?.length} officers who decided had opened the capture.`)

  tell(
    'Kominfo only referred; KASN decided. Its recommendation obliges the teacher’s own personnel authority (PPK), the mayor, who imposes the penalty.',
  )
  await refused(
    rangga,
    'would close the referral. Nothing has been imposed yet.',
    'obligations-unsettled',
    async () => {
      await file.readReferral(rangga)
      return file.act(rangga, 'closure')
    },
  )
  const [imposed] = await file.obligations(nurhayati)
  if (imposed === undefined) throw new Error('the decision obliges somebody')
  await playExecution(openObligation(service, imposed.id), narrator)
  await step(rangga, 'confirms that all is done and closes the referral.', async () => {
    await file.readReferral(rangga)
    return file.act(rangga, 'closure')
  })
  return {
    timeline: await file.timeline(rangga),
    custody: { title: whole.body.title, entries: await evidence.custody(rangga, whole.body) },
  }
}
