import { evidenceForm } from './form.ts'
import type { Answer, AnyBody, Client, TestApp } from './test-app.ts'
import { until } from './until.ts'

/** Stages of a report; everywhere else it is a finding unless the test says otherwise. */
const ofReport: readonly Stage[] = ['reporter-requested', 'reporter-consented']

/** How far a case has come; `changed` and the like are the state before them, with one thing more. */
export const stages = [
  'draft',
  'documented',
  'dismissed',
  'sent',
  'received',
  'returned',
  'changed', // returned, and the violation corrected since: it may be resubmitted
  'accepted',
  'asked', // accepted, with question 1 from KASN
  'withdrawal-requested',
  'under-examination',
  'drafted', // under examination, with decision 1 drafted
  'decided',
  'executed', // decided, with what decision 1 obliges somebody to do settled
  'superseding', // executed, with decision 2 drafted to supersede the first
  'closed',
  'rejected',
  'withdrawn',
  'reporter-requested', // a report, accepted, with request 1 of the case officer
  'reporter-consented', // the same, consented to
] as const
/** `copied` is closed, with copy 1 given to Boyolali. */
export type Stage = (typeof stages)[number] | 'copied'

export type Case = {
  readonly violationId: string
  /** The referral's id; that of the violation before there is one. */
  readonly id: string
  readonly violation: string
  readonly referral: string
  readonly persons: readonly string[]
  /** The ids of its items, oldest first; of the first one where there is none. */
  readonly evidence: readonly string[]
  /** The id of the copy that was given of it. */
  copy?: string
  /** The id of what was handed over of it to the election-crime track. */
  handover?: string
  /** The id of what its decision obliges somebody to do. */
  obligation?: string
}

/** A complete finding, as Kominfo's patrol records it. */
export const finding = {
  source: { kind: 'finding', channel: 'patrol' },
  eventDescription: 'The account of an ASN liked a post that campaigns for a candidate.',
  occurredAt: '2023-11-29T09:30:00+07:00',
  knownAt: '2023-12-01T08:00:00+07:00',
  place: { onlineLocation: 'https://social.example/posts/88121' },
  suggestedCategory: 'PD-06',
  interaction: 'like',
  reportedPersons: [
    {
      identification: 'identified',
      name: 'Sari Wulandari, S.Pd.',
      nip: '198504122010012003',
      personnelAuthority: 'boyolali',
    },
  ],
}

/** What an ASN reports; all of it but the source is sealed. */
export const report = {
  source: { kind: 'report', channel: 'asn-self-report' },
  reporter: {
    name: 'Tri Handayani',
    contact: '0812-0000-0417',
    nip: '199002052015032902',
    workUnit: 'Dinas Contoh',
    statement: 'We were told whom to vote for.',
  },
}

/** Why somebody reads who reported; printable ASCII. */
export const purpose = { 'x-purpose': 'Klarifikasi laporan' }
export const givenReporterRequest = { reason: 'Nobody else was in the room.' }

export const givenReturn = { items: [{ code: 'evidence', note: 'The account name is cut off.' }], dueOn: '2099-01-01' }
export const givenAnswers = { answers: [{ code: 'evidence', answer: 'A new capture shows it.' }] }
export const givenRejection = { reason: 'outside-mandate', explanation: 'Not an ASN at the time.' }
export const givenAnnulment = { reason: 'court', explanation: 'The court has found otherwise.' }
export const givenCorrection = { reason: 'clerical-error', explanation: 'Two digits were swapped.' }
export const givenWithdrawal = { reason: 'recorded-in-error', explanation: 'The account belongs to somebody else.' }
export const givenDismissal = { reason: 'not-an-asn', explanation: 'The account does not belong to an ASN.' }
/** A copy of decision 1 for a month, with all its evidence. */
export const givenCopy = {
  decisionNumber: 1,
  recipient: 'boyolali',
  days: 30,
}
/** Who somebody is, found out after sending. */
export const givenIdentification = {
  basis: 'personnel-authority',
  explanation: 'The personnel office named him after seeing the video.',
  identity: {
    identification: 'identified',
    name: 'Agus Prasetyo, S.Sos.',
    employeeType: 'pns',
    nip: '197908172003121004',
    nik: '3309011708790002',
    personnelAuthority: 'boyolali',
  },
}
/** Sari, and somebody nobody knows. */
export const onTwo = {
  reportedPersons: [
    ...finding.reportedPersons,
    { identification: 'unidentified', description: 'A man in uniform, heard in a video.' },
  ],
}
export function mergeOf([survivorId, mergedId]: readonly (string | undefined)[]) {
  return { survivorId, mergedId, explanation: 'The same person is in both videos.' }
}
export function splitOf([personId]: readonly (string | undefined)[]) {
  const parts = ['who speaks', 'who films'].map(who => ({
    identification: 'unidentified',
    description: `The one ${who}.`,
  }))
  return { personId, parts, explanation: 'Two voices are heard.' }
}
export const givenHandover = { reasonsExcerpts: ['campaigned for a candidate'] }
/** What the obliged agency reports of a penalty as `decisionOn` orders it. */
export const givenReport = {
  instrument: { number: '862/112/2024', date: '2024-01-15', signatory: 'Bupati Boyolali' },
  penaltyClass: 'medium',
  sanction: 'PP94-M1-INTERIM',
  inForceFrom: '2024-02-06',
  document: { reference: 'IDIS/2023/1187' },
}
export const givenAppeal = {
  kind: 'objection',
  filedOn: '2024-01-22',
  against: { number: '862/112/2024', date: '2024-01-15', receivedOn: '2024-01-16' },
  suspends: true,
}
export const givenOutcome = {
  outcome: 'uphold',
  instrument: { number: '41/2024', date: '2024-01-25' },
  explanation: 'The penalty is proportionate.',
}
export const givenLapse = { reason: 'retired', explanation: 'Retired before the penalty was imposed.' }

export const givenAssignment = { officer: 'case-officer-1' }

/** The same person on the track of ethics, on that of crimes, or with a lighter sanction. */
export const ethical = { track: 'ethics', violationTypes: ['KE-06'], sanction: 'MORAL-OPEN' }
export const criminal = {
  track: 'criminal',
  outcome: 'criminal',
  violationTypes: undefined,
  sanction: undefined,
  criminalProvisions: ['uu-7-2017-art-494'],
}
export const light = { violationTypes: ['PD-18'], sanction: 'PP94-L2' }

export function decisionOn(reportedPersonId: string | undefined, changes: Record<string, unknown> = {}) {
  return {
    reportedPersonId,
    track: 'discipline',
    outcome: 'administrative',
    violationTypes: ['PD-13'],
    sanction: 'PP94-M1',
    instrument: { kind: 'recommendation', number: 'R-2107', date: '2023-12-18', signatory: 'Ketua KASN' },
    reasons: 'The liked post campaigned for a candidate.',
    legalBasis: 'PP 94/2021 pasal 5 huruf n angka 5',
    ...changes,
  }
}

/** Brings cases to any stage, over HTTP only. */
export function storiesOf({ cast, sql, chase }: Pick<TestApp, 'cast' | 'sql' | 'chase'>) {
  const { recorder, referrer, intake, officer, commissioner, personnelOfficer } = cast

  async function record(changes: Record<string, unknown> = {}, by = recorder): Promise<AnyBody> {
    return succeeded(await by.post('/v1/violations', { ...finding, ...changes })).body
  }

  /** An act whose If-Match names the resource at `of`, as it is now. */
  async function act(
    client: Client,
    method: string,
    path: string,
    body: unknown,
    of: string,
    reader = client,
  ): Promise<Answer> {
    return succeeded(await client.send(method, path, body, { ifMatch: await reader.etag(of) }))
  }

  /** With `evidence`, the violation gets an item of each of these bytes before it is documented. */
  async function reach(
    stage: Stage,
    changes: Record<string, unknown> = {},
    {
      evidence = [],
      releasable = false,
    }: { readonly evidence?: readonly (Buffer | string)[]; readonly releasable?: boolean } = {},
  ): Promise<Case> {
    const { id: violationId, content } = await record({ ...(ofReport.includes(stage) && report), ...changes })
    const violation = `/v1/violations/${violationId}`
    const persons = content.reportedPersons.map(person => person.id)
    const items: string[] = []
    for (const bytes of evidence) items.push((await attach(violation, bytes)).split('/').at(-1) ?? '')
    const draft = { violationId, id: violationId, violation, referral: '', persons, evidence: items }
    if (releasable) {
      const marks = { excerpts: [], evidence: items, originals: items }
      await act(recorder, 'PATCH', violation, { releasable: marks }, violation)
    }
    if (stage === 'draft') return draft
    await act(recorder, 'PUT', `${violation}/documentation`, undefined, violation)
    if (stage === 'documented') return draft
    if (stage === 'dismissed') {
      await act(referrer, 'PUT', `${violation}/dismissal`, givenDismissal, violation)
      return draft
    }
    const { id } = succeeded(await referrer.post('/v1/referrals', { violationId })).body
    const found: Case = { ...draft, id, referral: `/v1/referrals/${id}` }
    for (const step of stepsTo[stage]) await take(found, step)
    return found
  }

  async function take(found: Case, step: Step): Promise<void> {
    const { referral, violation, persons } = found
    const on = (client: Client, method: string, path: string, body?: unknown) =>
      act(client, method, `${referral}${path}`, body, referral)
    switch (step) {
      case 'receipt':
      case 'acceptance':
        await on(intake, 'PUT', `/${step}`)
        return
      case 'return':
        await on(intake, 'POST', '/returns', givenReturn)
        return
      case 'change':
        await act(recorder, 'PATCH', violation, { eventDescription: 'Three likes on two days.' }, violation)
        return
      case 'rejection':
        await on(intake, 'PUT', '/rejection', givenRejection)
        return
      case 'withdrawal':
      case 'withdrawal-request':
        await on(referrer, 'PUT', `/${step}`, givenWithdrawal)
        return
      case 'question':
        succeeded(await officer.post(`${referral}/questions`, { text: 'Is the video available in full?' }))
        return
      case 'assignment':
        await on(commissioner, 'PUT', '/assignment', givenAssignment)
        return
      case 'draft':
        await on(officer, 'POST', '/decisions', decisionOn(persons[0]))
        return
      case 'superseding':
        await on(officer, 'POST', '/decisions', decisionOn(persons[0], { ...light, supersedes: 1 }))
        return
      case 'issuance':
        await act(commissioner, 'PUT', `${referral}/decisions/1/issuance`, undefined, `${referral}/decisions/1`)
        found.obligation = (await obligationsOf(found))[0]?.split('/').at(-1) ?? ''
        return
      case 'reporter-request':
        succeeded(await officer.post(`${referral}/reporter-requests`, givenReporterRequest))
        return
      case 'reporter-consent':
        await on(referrer, 'PUT', '/reporter-requests/1/consent', { hours: 24 })
        return
      case 'execution':
        await settle(found)
        return
      case 'closure':
        await on(referrer, 'PUT', '/closure')
        return
      case 'copy': {
        const copy = await on(commissioner, 'POST', '/copies', { ...givenCopy, evidence: found.evidence })
        found.copy = copy.body.id
      }
    }
  }

  /** Judges the first person as a criminal matter too, while the referral is under examination; returns the decision's path. */
  async function judgeAsCrime({ referral, persons }: Case): Promise<string> {
    const body = decisionOn(persons[0], criminal)
    const { number } = (await act(officer, 'POST', `${referral}/decisions`, body, referral)).body
    const decision = `${referral}/decisions/${number}`
    await act(commissioner, 'PUT', `${decision}/issuance`, undefined, decision)
    return decision
  }

  /** The same, and hands it over; returns the path of the hand-over. */
  async function handOver(found: Case, changes: { readonly evidence?: readonly string[] } = {}): Promise<string> {
    const decision = await judgeAsCrime(found)
    const wanted = { ...givenHandover, ...changes }
    const { body } = await act(commissioner, 'PUT', `${decision}/handover`, wanted, found.referral)
    found.handover = body.id
    return `/v1/handovers/${body.id}`
  }

  /** The paths of the obligations of a referral. */
  async function obligationsOf({ referral }: Pick<Case, 'referral'>): Promise<string[]> {
    const { items } = succeeded(await commissioner.get(`${referral}/obligations`)).body
    return items.map(({ id }) => `/v1/obligations/${id}`)
  }

  /** Lets so many steps be taken because nobody answers, as if the time of each had passed. */
  async function silence(found: Pick<Case, 'referral'>, steps: number): Promise<void> {
    const [path = ''] = await obligationsOf(found)
    const id = path.split('/').at(-1) ?? ''
    for (let taken = 0; taken < steps; taken++) {
      await sql`update obligations set next_at = app_now(), state = jsonb_set(state, '{next,at}', to_jsonb(rfc3339(app_now()))) where id = ${id}`
      await until(async () => {
        await chase()
        const { body } = succeeded(await commissioner.get(path))
        return body.steps.length > taken ? body : undefined
      })
    }
  }

  /** Boyolali reports that it has imposed what it was told to; what obliges somebody else lapses. */
  async function settle(found: Pick<Case, 'referral'>): Promise<void> {
    for (const path of await obligationsOf(found)) {
      const { addressee, settled, penalty } = succeeded(await commissioner.get(path)).body
      if (settled) continue
      if (addressee !== 'boyolali') await act(commissioner, 'PUT', `${path}/lapse`, givenLapse, path)
      else {
        const { penaltyClass, sanction, inForceInstead } = penalty
        const report = { ...givenReport, penaltyClass, sanction: inForceInstead ?? sanction ?? undefined }
        succeeded(await personnelOfficer.post(`${path}/reports`, report))
      }
    }
  }

  /** An accepted report whose reporter this officer of KASN may open; gives back the path of the referral. */
  async function consentedTo(client: Client): Promise<string> {
    const { referral } = await reach('accepted', report)
    succeeded(await client.post(`${referral}/reporter-requests`, givenReporterRequest))
    await act(referrer, 'PUT', `${referral}/reporter-requests/1/consent`, {}, referral)
    return referral
  }

  /** Waits until the service has inspected an item; returns what it then is. */
  function inspected(item: string): Promise<Answer> {
    return until(async () => {
      const answer = succeeded(await recorder.get(item))
      return answer.body.status === 'pending' ? undefined : answer
    })
  }

  /** Adds an item, and waits until it was inspected; returns its id. */
  async function add(
    violation: string,
    bytes: Buffer | string,
    said: object = {},
    fileName = 'bukti.txt',
  ): Promise<string> {
    const form = evidenceForm({ ...evidenceSaid, ...said }, { bytes, fileName })
    const item = succeeded(await recorder.post(`${violation}/evidence`, form)).headers['location'] ?? ''
    await inspected(item)
    return item.split('/').at(-1) ?? ''
  }

  /** The same, and seals it; returns its path. */
  async function attach(
    violation: string,
    bytes: Buffer | string,
    said: object = {},
    fileName?: string,
  ): Promise<string> {
    const item = `${violation}/evidence/${await add(violation, bytes, said, fileName)}`
    const { headers } = await recorder.get(item)
    succeeded(await recorder.put(`${item}/seal`, undefined, { ifMatch: headers['etag'] }))
    return item
  }

  return {
    cast,
    record,
    reach,
    act,
    take,
    judgeAsCrime,
    handOver,
    obligationsOf,
    silence,
    settle,
    consentedTo,
    inspected,
    add,
    attach,
  }
}
export type Stories = ReturnType<typeof storiesOf>

type Step =
  | 'receipt'
  | 'acceptance'
  | 'return'
  | 'change'
  | 'rejection'
  | 'withdrawal'
  | 'withdrawal-request'
  | 'question'
  | 'assignment'
  | 'draft'
  | 'superseding'
  | 'issuance'
  | 'reporter-request'
  | 'reporter-consent'
  | 'execution'
  | 'closure'
  | 'copy'

const received: readonly Step[] = ['receipt']
const accepted: readonly Step[] = [...received, 'acceptance']
const examined: readonly Step[] = [...accepted, 'assignment']
const decided: readonly Step[] = [...examined, 'draft', 'issuance']

const stepsTo: Record<Exclude<Stage, 'draft' | 'documented' | 'dismissed'>, readonly Step[]> = {
  sent: [],
  received,
  returned: [...received, 'return'],
  changed: [...received, 'return', 'change'],
  accepted,
  asked: [...accepted, 'question'],
  'withdrawal-requested': [...accepted, 'withdrawal-request'],
  'under-examination': examined,
  drafted: [...examined, 'draft'],
  decided,
  executed: [...decided, 'execution'],
  superseding: [...decided, 'execution', 'superseding'],
  closed: [...decided, 'execution', 'closure'],
  copied: [...decided, 'execution', 'closure', 'copy'],
  rejected: [...received, 'rejection'],
  withdrawn: ['withdrawal'],
  'reporter-requested': [...accepted, 'reporter-request'],
  'reporter-consented': [...accepted, 'reporter-request', 'reporter-consent'],
}

/** The answer, which must tell of a success. */
export function succeeded(answer: Answer): Answer {
  if (answer.status < 200 || answer.status > 299) throw new Error(`not a success: ${answer.status} ${answer.text}`)
  return answer
}

/** What is said about an item of evidence, at the least. */
export const evidenceSaid = {
  title: 'Screenshot of the liked post',
  grade: { source: 'B', information: '2' },
  collection: {
    by: 'officer',
    name: 'Tim Patroli Siber',
    at: '2023-12-01T08:05:00+07:00',
    method: 'Full-page capture with the browser of the patrol unit.',
  },
}
