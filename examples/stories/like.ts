import { openCaseFile } from '../service/case-file.ts'
import { dueDate } from '../service/due-date.ts'
import type { Service } from '../service/service.ts'
import type { Narrator } from './narrator.ts'
import { bagus, dewi, nurhayati, rangga, yohana } from './people.ts'
import { timelineTable } from './timeline-table.ts'

/** A teacher likes a campaign post: found by Kominfo's patrol, decided by KASN as a matter of discipline. */
export async function playLike(service: Service, { title, tell, note, step, refused }: Narrator): Promise<string> {
  const file = openCaseFile(service)

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
            employer: 'Pemerintah Kabupaten Contoh',
          },
        ],
      }),
  )
  note(`The draft itself says what it lacks: ${file.violation.missing.map(({ pointer }) => pointer).join(', ')}.`)

  await refused(dewi, 'declares it complete all the same.', 'violation-incomplete', () => file.document(dewi))

  await step(dewi, 'adds when it became known and where the post is.', () =>
    file.change(dewi, {
      knownAt: '2023-12-05T08:10:00+07:00',
      place: { onlineLocation: 'https://social.example/posts/88121' },
    }),
  )
  await step(dewi, 'declares it complete again. Now it is documented.', () => file.document(dewi))

  const dewiAsReferrer = { ...dewi, roles: ['recorder', 'referrer'] } as const
  await refused(
    dewi,
    'has been given the role of a referrer too, and tries to send her own case. Four eyes are needed: whoever recorded it may not refer it.',
    'referrer-is-recorder',
    () => file.refer(dewiAsReferrer),
  )

  const sent = await step(
    rangga,
    'reads the file and refers it. He names no receiver: it follows from the mandate.',
    () => file.refer(rangga),
  )
  note(`Version 1 is frozen and sent to ${sent.receiver}. Its SHA-256 is ${sent.contentDigest}.`)

  const received = await step(yohana, 'confirms receipt.', () => file.act(yohana, 'receipt'))
  await step(yohana, 'returns it for completion: two items, ten days.', () =>
    file.giveBack(yohana, {
      items: [
        { code: 'event-description', note: 'Say who published the post and what it asks for.' },
        { code: 'place-of-event', note: 'Give the address of the account that liked it, too.' },
      ],
      dueOn: dueDate(received, 10),
    }),
  )

  await step(dewi, 'completes the violation, which is hers to change again while the referral is returned.', () =>
    file.change(dewi, {
      eventDescription:
        'The account of an ASN liked a post of the campaign team of a presidential candidate. The post shows the ballot number and asks to vote for it.',
      place: { description: 'Account @rini.k.contoh, public, with name and school in its profile.' },
    }),
  )
  await step(rangga, 'answers both items and sends it again. Version 1 stays readable beside version 2.', () =>
    file.resubmit(rangga, [
      { code: 'event-description', answer: 'The post is by the campaign team; its text is described now.' },
      { code: 'place-of-event', answer: 'The account is named now.' },
    ]),
  )
  await step(yohana, 'confirms receipt of version 2.', () => file.act(yohana, 'receipt'))
  await step(yohana, 'accepts it for examination.', () => file.act(yohana, 'acceptance'))
  await step(nurhayati, `assigns it to ${bagus.name}.`, () => file.assign(nurhayati, bagus))

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
        penaltyClass: 'heavy',
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
  await step(nurhayati, 'reads the draft and issues it. The referral is decided.', () => file.issue(nurhayati, draft))
  await step(rangga, 'confirms that the decision has arrived and closes the referral.', () =>
    file.act(rangga, 'closure'),
  )

  tell(
    'Kominfo only referred; KASN decided. Its recommendation now goes to the teacher’s own personnel authority (PPK), which imposes the penalty.',
  )
  return timelineTable(await file.timeline(rangga))
}
