import { randomUUID } from 'node:crypto'
import { evidenceForm, type Form } from '../support/form.ts'
import { willingEndpoint } from '../support/receiver.ts'
import {
  type Case,
  decisionOn,
  evidenceSaid,
  finding,
  givenAnnulment,
  givenAnswers,
  givenAppeal,
  givenAssignment,
  givenCopy,
  givenCorrection,
  givenDismissal,
  givenHandover,
  givenIdentification,
  givenLapse,
  givenOutcome,
  givenRejection,
  givenReport,
  givenReporterRequest,
  givenReturn,
  givenWithdrawal,
  mergeOf,
  onTwo,
  purpose,
  report,
  type Stage,
  type Stories,
  splitOf,
  succeeded,
} from '../support/stories.ts'
import type { Cast, Client, TestApp } from '../support/test-app.ts'

type Where = { readonly world: Pick<TestApp, 'as' | 'sql'>; readonly stories: Stories }

/**
 * Every operation of the API with a request that succeeds, and who may send it. Written by hand and not from
 * the access table, so that a slip there is seen.
 */
export type Operation = {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
  path(found: Case): string
  /** A stage of a case in which it succeeds; null when it concerns no case. */
  readonly stage: Stage | null
  readonly by: keyof Cast
  body?(found: Case): Record<string, unknown>
  /** A form in place of a JSON body. */
  form?(): Form
  /** Its case has this evidence; the first item is the one acted on. */
  readonly evidence?: readonly string[]
  /** Its evidence is marked to go on with a copy. */
  readonly releasable?: boolean
  /** What its violation says beside a finding. */
  readonly changes?: Record<string, unknown>
  /** Whatever else it needs before: what came after the stage. */
  prepare?(found: Case, stories: Stories): Promise<unknown>
  /** A thing of the caller's own that it acts on, made beforehand; gives back its path. */
  own?(client: Client, where: Where): Promise<string>
  readonly headers?: Readonly<Record<string, string>>
  /** A body that is no JSON. */
  readonly bytes?: string
  /** It makes something new and yet takes no Idempotency-Key. */
  readonly unkeyed?: true
  /** The resource whose entity tag If-Match names. */
  ifMatch?(found: Case): string
  readonly success: 200 | 201 | 204
  /** Who may, as `agency/role`; null when it needs no token. */
  readonly who: readonly string[] | null
  /** Agencies beside the strangers for which the thing acted on is not there. */
  readonly hiddenFrom?: string | readonly string[]
  /** Who of such an agency, or of one that an obligation concerns, is refused all the same. */
  readonly refused?: readonly string[]
}

const recorder = ['kominfo/recorder']
const referrer = ['kominfo/referrer']
const kominfo = [...recorder, ...referrer]
const intake = ['kasn/intake-officer']
const officer = ['kasn/case-officer']
const commissioner = ['kasn/commissioner']
const kasn = [...intake, ...officer, ...commissioner]
const parties = [...kominfo, ...kasn]
const integrators = ['kominfo/integrator', 'kasn/integrator']
const followers = [...parties, ...integrators]
const auditors = ['kominfo/auditor', 'kasn/auditor', 'bkn/auditor']
const everybody = [
  ...parties,
  'kominfo/observer',
  'kominfo/auditor',
  'kasn/observer',
  'kasn/auditor',
  'kasn/archivist',
  ...integrators,
  'bkn/compliance-officer',
  'bkn/observer',
  'bkn/auditor',
  'bawaslu/election-officer',
  'boyolali/personnel-officer',
]

const violation = (found: Case) => found.violation
const referral = (found: Case) => found.referral
const item = (found: Case) => `${found.violation}/evidence/${found.evidence[0]}`
const decision = (found: Case) => `${found.referral}/decisions/1`
const receivedCopy = ({ copy }: Case) => `/v1/copies/${copy ?? randomUUID()}`
const obligation = ({ obligation: id }: Case) => `/v1/obligations/${id ?? randomUUID()}`
const obligees = ['boyolali/personnel-officer']
/** A report of another penalty than ordered, which waits. */
const deviating = {
  ...givenReport,
  penaltyClass: 'light',
  sanction: 'PP94-L1',
  deviation: 'Moved to a lower post before.',
}
const appealed = async (found: Case, { cast: { personnelOfficer } }: Stories) =>
  succeeded(await personnelOfficer.post(`${obligation(found)}/appeals`, givenAppeal))
/** With an outcome that the obliged agency says and the agency that decided has not answered. */
const claimed = async (found: Case, stories: Stories) => {
  await appealed(found, stories)
  const outcome = { ...givenOutcome, outcome: 'annul' }
  const { personnelOfficer } = stories.cast
  await stories.act(personnelOfficer, 'PUT', `${obligation(found)}/appeals/1/outcome`, outcome, obligation(found))
}
const silent =
  (steps: number) =>
  async (found: Case, { silence }: Stories) =>
    silence(found, steps)
const anUpload = () => `/v1/uploads/${randomUUID()}`
const tus = { 'tus-resumable': '1.0.0' }
const archivist = ['kasn/archivist']
const readersOfSuccessions = [...parties, ...auditors, ...archivist, 'bawaslu/election-officer']
const aWebhook = () => `/v1/webhooks/${randomUUID()}`
const supervisors = [...referrer, ...commissioner]
const electionOfficer = ['bawaslu/election-officer']
const handover = (found: Case) => `/v1/handovers/${found.handover ?? randomUUID()}`
const oversight = ['bawaslu/election-officer', 'bkn/compliance-officer']
const givenInterest = { interest: 'family', explanation: 'The reported person is a cousin of mine.' }
const givenImplication = {
  agency: 'jawa-tengah',
  because: 'relative-of-reported',
  explanation: 'The registry office says so.',
}
const givenReassignment = { officer: 'case-officer-2', reason: 'On leave until March.' }
const explanation = () => ({ explanation: 'The court has found otherwise.' })

const handedItem = (found: Case) => `${handover(found)}/evidence/${found.evidence[0]}`
const handOverReceived = async (found: Case, { act, cast: { overseer }, handOver }: Stories) => {
  const path = await handOver(found)
  await act(overseer, 'PUT', `${path}/receipt`, undefined, path)
}

/** An item that nobody has sealed yet; it becomes the first of the case. */
async function addUnsealed(found: Case, stories: Stories): Promise<void> {
  ;(found.evidence as string[]).push(await stories.add(found.violation, `unsealed ${randomUUID()}`))
}

/** A case in which the operation succeeds. */
export async function caseFor(
  stories: Stories,
  { stage, changes, evidence, releasable = false, prepare }: Operation,
): Promise<Case | undefined> {
  if (stage === null) return undefined
  const found = await stories.reach(stage, changes, { evidence: evidence ?? [], releasable })
  await prepare?.(found, stories)
  return found
}

async function beginUpload(client: Client): Promise<string> {
  const headers = { ...tus, 'upload-length': '5' }
  return (await client.send('POST', '/v1/uploads', undefined, { key: null, headers })).headers['location'] ?? ''
}

/** The recusal of a colleague, in the case that was prepared with it. */
const recusals = new WeakMap<Case, string>()
const lifting = (found: Case, place: string) => `${place}/recusals/${recusals.get(found) ?? randomUUID()}/lifting`
const recusedBy = (who: keyof Cast, place: (found: Case) => string) => async (found: Case, stories: Stories) => {
  const { body } = succeeded(await stories.cast[who].put(`${place(found)}/recusal`, givenInterest))
  recusals.set(found, body.id)
}

async function askInEmergency(client: Client, { stories }: Where): Promise<string> {
  const { id: referralId } = await stories.reach('sent')
  const asked = await client.post('/v1/emergency-accesses', { ...givenEmergency, referralId })
  return succeeded(asked).headers['location'] ?? ''
}

/** As a succession leaves a matter that had been begun. */
async function handOverBefore({ agency }: Client, { stories, world }: Where): Promise<string> {
  const { id } = await stories.reach('accepted')
  await world.sql`
    insert into former_parties select ${agency}, id, violation_id, 'kasn-bkn-2024', version, changed_at from referrals where id = ${id}`
  return `/v1/former-referrals/${id}`
}

/** As a succession leaves a hand-over that had ended. */
async function endBefore({ agency }: Client, { stories, world }: Where): Promise<string> {
  const found = await stories.reach('under-examination')
  const path = await stories.handOver(found)
  await world.sql`
    insert into former_handovers
      select ${agency}, id, referral_id, ${found.violationId}, 'kasn-bkn-2024', version, decision_standing, corrections, changed_at
        from handovers where id = ${found.handover ?? ''}`
  return path.replace('handovers', 'former-handovers')
}

/** An order whose day is far away. */
async function orderSuccession(_: Client, { world }: Where): Promise<string> {
  await world.sql`
    insert into successions values ('far-away', 'merit-supervision', 'kasn', '2099-01-01', 'UU', 'bkn', 'bkn', '{closed}', 'inferred')
      on conflict do nothing`
  return '/v1/successions/far-away'
}

const colleagueOf = ({ agency, roles }: Client, { world }: Where) =>
  world.as(agency, roles, `colleague-${randomUUID()}`)
const givenEmergency = { reason: 'court-order', explanation: 'The hearing is tonight.' }
const givenDeparture = () => ({ officer: randomUUID(), successor: 'case-officer-2', reason: 'Transferred.' })

export const everyOperation: readonly Operation[] = [
  { id: 'readHealth', method: 'GET', path: () => '/healthz', stage: null, by: 'recorder', success: 200, who: null },
  { id: 'readReadiness', method: 'GET', path: () => '/readyz', stage: null, by: 'recorder', success: 200, who: null },
  {
    id: 'readProtectedResource',
    method: 'GET',
    path: () => '/.well-known/oauth-protected-resource/v1',
    stage: null,
    by: 'recorder',
    success: 200,
    who: null,
  },
  {
    id: 'readProblemType',
    method: 'GET',
    path: () => '/problems/not-found',
    stage: null,
    by: 'recorder',
    success: 200,
    who: null,
  },
  {
    id: 'listAgencies',
    method: 'GET',
    path: () => '/v1/agencies',
    stage: null,
    by: 'recorder',
    success: 200,
    who: everybody,
  },
  {
    id: 'listCatalogues',
    method: 'GET',
    path: () => '/v1/catalogue',
    stage: null,
    by: 'recorder',
    success: 200,
    who: everybody,
  },
  {
    id: 'readCatalogue',
    method: 'GET',
    path: () => '/v1/catalogue/violation-types',
    stage: null,
    by: 'recorder',
    success: 200,
    who: everybody,
  },
  {
    id: 'listCatalogueChanges',
    method: 'GET',
    path: () => '/v1/catalogue/clocks/changes',
    stage: null,
    by: 'recorder',
    success: 200,
    who: everybody,
  },
  {
    id: 'classifyAct',
    method: 'POST',
    path: () => '/v1/catalogue/classification',
    stage: null,
    by: 'recorder',
    body: () => ({ occurredAt: '2023-12-01T09:00:00+07:00', interaction: 'like' }),
    unkeyed: true,
    success: 200,
    who: everybody,
  },
  {
    id: 'classifyViolation',
    method: 'GET',
    path: found => `${found.violation}/classification`,
    stage: 'sent',
    by: 'recorder',
    success: 200,
    who: kominfo,
    hiddenFrom: 'kasn',
  },

  {
    id: 'recordViolation',
    method: 'POST',
    path: () => '/v1/violations',
    stage: null,
    by: 'recorder',
    body: () => finding,
    success: 201,
    who: recorder,
  },
  {
    id: 'listViolations',
    method: 'GET',
    path: () => '/v1/violations',
    stage: null,
    by: 'recorder',
    success: 200,
    who: kominfo,
  },
  {
    id: 'readViolation',
    method: 'GET',
    path: violation,
    stage: 'sent',
    by: 'recorder',
    success: 200,
    who: kominfo,
    hiddenFrom: 'kasn',
  },
  {
    id: 'preflightViolation',
    method: 'POST',
    path: found => `${found.violation}/preflight`,
    stage: 'documented',
    by: 'referrer',
    unkeyed: true,
    success: 200,
    who: kominfo,
    hiddenFrom: 'kasn',
  },
  {
    id: 'readReferralStatistics',
    method: 'GET',
    path: () => '/v1/statistics/referrals?from=2024-01&until=2026-01',
    stage: null,
    by: 'intake',
    success: 200,
    who: [...parties, 'kominfo/observer', 'kasn/observer', 'bkn/observer'],
  },
  {
    id: 'changeViolation',
    method: 'PATCH',
    path: violation,
    stage: 'draft',
    by: 'recorder',
    body: () => ({ eventDescription: 'Three likes.' }),
    ifMatch: violation,
    success: 200,
    who: recorder,
    hiddenFrom: 'kasn',
  },
  {
    id: 'documentViolation',
    method: 'PUT',
    path: found => `${found.violation}/documentation`,
    stage: 'draft',
    by: 'recorder',
    ifMatch: violation,
    success: 201,
    who: recorder,
    hiddenFrom: 'kasn',
  },
  {
    id: 'dismissViolation',
    method: 'PUT',
    path: found => `${found.violation}/dismissal`,
    stage: 'documented',
    by: 'referrer',
    body: () => givenDismissal,
    ifMatch: violation,
    success: 201,
    who: referrer,
    hiddenFrom: 'kasn',
  },

  {
    id: 'describeUploads',
    method: 'OPTIONS',
    path: () => '/v1/uploads',
    stage: null,
    by: 'recorder',
    success: 204,
    who: everybody,
  },
  {
    id: 'createUpload',
    method: 'POST',
    path: () => '/v1/uploads',
    stage: null,
    by: 'recorder',
    headers: { ...tus, 'upload-length': '5' },
    unkeyed: true,
    success: 201,
    who: recorder,
  },
  {
    id: 'readUpload',
    method: 'HEAD',
    path: anUpload,
    stage: null,
    by: 'recorder',
    own: beginUpload,
    headers: tus,
    success: 200,
    who: recorder,
  },
  {
    id: 'appendToUpload',
    method: 'PATCH',
    path: anUpload,
    stage: null,
    by: 'recorder',
    own: beginUpload,
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    bytes: 'bytes',
    success: 204,
    who: recorder,
  },
  {
    id: 'endUpload',
    method: 'DELETE',
    path: anUpload,
    stage: null,
    by: 'recorder',
    own: beginUpload,
    headers: tus,
    success: 204,
    who: recorder,
  },

  {
    id: 'addEvidence',
    method: 'POST',
    path: found => `${found.violation}/evidence`,
    stage: 'draft',
    by: 'recorder',
    form: () => evidenceForm(evidenceSaid, { bytes: randomUUID(), fileName: 'catatan.txt', type: 'text/plain' }),
    success: 201,
    who: recorder,
    hiddenFrom: 'kasn',
  },
  {
    id: 'listEvidence',
    method: 'GET',
    path: found => `${found.violation}/evidence`,
    stage: 'draft',
    by: 'recorder',
    success: 200,
    who: kominfo,
    hiddenFrom: 'kasn',
  },
  {
    id: 'readEvidence',
    method: 'GET',
    path: item,
    stage: 'draft',
    evidence: ['read'],
    by: 'recorder',
    success: 200,
    who: kominfo,
    hiddenFrom: 'kasn',
  },
  {
    id: 'describeEvidence',
    method: 'PATCH',
    path: item,
    stage: 'draft',
    evidence: [],
    prepare: addUnsealed,
    by: 'recorder',
    body: () => ({ title: 'Another title' }),
    ifMatch: item,
    success: 200,
    who: recorder,
    hiddenFrom: 'kasn',
  },
  {
    id: 'sealEvidence',
    method: 'PUT',
    path: found => `${item(found)}/seal`,
    stage: 'draft',
    evidence: [],
    prepare: addUnsealed,
    by: 'recorder',
    ifMatch: item,
    success: 201,
    who: recorder,
    hiddenFrom: 'kasn',
  },
  {
    id: 'excludeEvidence',
    method: 'PUT',
    path: found => `${item(found)}/exclusion`,
    stage: 'draft',
    evidence: ['excluded'],
    by: 'recorder',
    body: () => ({ reason: 'irrelevant', explanation: 'It shows another account.' }),
    ifMatch: item,
    success: 201,
    who: kominfo,
    hiddenFrom: 'kasn',
  },
  {
    id: 'eraseEvidence',
    method: 'PUT',
    path: found => `${item(found)}/erasure`,
    stage: 'draft',
    evidence: ['erased'],
    by: 'referrer',
    body: () => ({ legalBasis: 'UU 27/2022 pasal 44', explanation: 'Retention has ended.' }),
    ifMatch: item,
    success: 201,
    who: referrer,
    hiddenFrom: 'kasn',
  },
  ...(
    [
      ['viewEvidence', 'copy'],
      ['downloadEvidence', 'content'],
      ['readCustody', 'custody'],
    ] as const
  ).map(
    ([id, noun]): Operation => ({
      id,
      method: 'GET',
      path: found => `${item(found)}/${noun}`,
      stage: 'received',
      evidence: [noun],
      by: 'recorder',
      success: 200,
      who: kominfo,
      hiddenFrom: 'kasn',
    }),
  ),
  ...(
    [
      ['viewReferredEvidence', '/copy'],
      ['downloadReferredEvidence', '/content'],
      ['readReferredCustody', '/custody'],
      ['readReferredEvidence', ''],
    ] as const
  ).map(
    ([id, noun]): Operation => ({
      id,
      method: 'GET',
      path: found => `${found.referral}/evidence/${found.evidence[0]}${noun}`,
      stage: 'received',
      evidence: [id],
      by: 'intake',
      success: 200,
      who: parties,
    }),
  ),
  {
    id: 'listReferredEvidence',
    method: 'GET',
    path: found => `${found.referral}/evidence`,
    stage: 'sent',
    by: 'intake',
    success: 200,
    who: parties,
  },

  {
    id: 'sendReferral',
    method: 'POST',
    path: () => '/v1/referrals',
    stage: 'documented',
    by: 'referrer',
    body: found => ({ violationId: found.violationId }),
    success: 201,
    who: referrer,
    hiddenFrom: 'kasn',
  },
  {
    id: 'listReferrals',
    method: 'GET',
    path: () => '/v1/referrals',
    stage: null,
    by: 'recorder',
    success: 200,
    who: parties,
  },
  {
    id: 'sendReferralBatch',
    method: 'POST',
    path: () => '/v1/referrals/batch',
    stage: null,
    by: 'referrer',
    headers: { 'content-type': 'application/x-ndjson' },
    bytes: JSON.stringify({ idempotencyKey: randomUUID(), violationId: randomUUID() }),
    unkeyed: true,
    success: 200,
    who: referrer,
  },
  {
    id: 'exportViolations',
    method: 'GET',
    path: () => '/v1/violations/export',
    stage: null,
    by: 'recorder',
    headers: purpose,
    success: 200,
    who: kominfo,
  },
  {
    id: 'exportReferrals',
    method: 'GET',
    path: () => '/v1/referrals/export',
    stage: null,
    by: 'recorder',
    headers: purpose,
    success: 200,
    who: parties,
  },
  {
    id: 'exportObligations',
    method: 'GET',
    path: () => '/v1/obligations/export',
    stage: null,
    by: 'intake',
    headers: purpose,
    success: 200,
    who: [...parties, 'boyolali/personnel-officer', 'bkn/compliance-officer'],
  },
  { id: 'readReferral', method: 'GET', path: referral, stage: 'sent', by: 'intake', success: 200, who: parties },
  {
    id: 'readTimeline',
    method: 'GET',
    path: found => `${found.referral}/timeline`,
    stage: 'drafted',
    by: 'intake',
    success: 200,
    who: parties,
  },
  {
    id: 'listVersions',
    method: 'GET',
    path: found => `${found.referral}/versions`,
    stage: 'sent',
    by: 'intake',
    success: 200,
    who: parties,
  },
  {
    id: 'readVersion',
    method: 'GET',
    path: found => `${found.referral}/versions/1`,
    stage: 'sent',
    by: 'intake',
    success: 200,
    who: parties,
  },
  {
    id: 'readReturn',
    method: 'GET',
    path: found => `${found.referral}/returns/1`,
    stage: 'returned',
    by: 'intake',
    success: 200,
    who: parties,
  },

  {
    id: 'receiveReferral',
    method: 'PUT',
    path: found => `${found.referral}/receipt`,
    stage: 'sent',
    by: 'intake',
    ifMatch: referral,
    success: 201,
    who: intake,
  },
  {
    id: 'acceptReferral',
    method: 'PUT',
    path: found => `${found.referral}/acceptance`,
    stage: 'received',
    by: 'intake',
    body: () => ({ marks: [] }),
    ifMatch: referral,
    success: 201,
    who: intake,
  },
  {
    id: 'returnReferral',
    method: 'POST',
    path: found => `${found.referral}/returns`,
    stage: 'received',
    by: 'intake',
    body: () => givenReturn,
    ifMatch: referral,
    success: 201,
    who: intake,
  },
  {
    id: 'rejectReferral',
    method: 'PUT',
    path: found => `${found.referral}/rejection`,
    stage: 'received',
    by: 'intake',
    body: () => givenRejection,
    ifMatch: referral,
    success: 201,
    who: intake,
  },
  {
    id: 'resubmitReferral',
    method: 'POST',
    path: found => `${found.referral}/resubmissions`,
    stage: 'changed',
    by: 'referrer',
    body: () => givenAnswers,
    ifMatch: referral,
    success: 201,
    who: referrer,
  },
  {
    id: 'supplementReferral',
    method: 'POST',
    path: found => `${found.referral}/supplements`,
    stage: 'accepted',
    prepare: (found, stories) => stories.attach(found.violation, `later ${randomUUID()}`),
    by: 'referrer',
    body: () => ({ explanation: 'The full video was found.' }),
    success: 201,
    who: referrer,
  },
  {
    id: 'withdrawReferral',
    method: 'PUT',
    path: found => `${found.referral}/withdrawal`,
    stage: 'sent',
    by: 'referrer',
    body: () => givenWithdrawal,
    ifMatch: referral,
    success: 201,
    who: referrer,
  },
  {
    id: 'requestWithdrawal',
    method: 'PUT',
    path: found => `${found.referral}/withdrawal-request`,
    stage: 'accepted',
    by: 'referrer',
    body: () => givenWithdrawal,
    ifMatch: referral,
    success: 201,
    who: referrer,
  },
  {
    id: 'consentToWithdrawal',
    method: 'PUT',
    path: found => `${found.referral}/withdrawal-consent`,
    stage: 'withdrawal-requested',
    by: 'commissioner',
    ifMatch: referral,
    success: 201,
    who: commissioner,
  },
  {
    id: 'refuseWithdrawal',
    method: 'PUT',
    path: found => `${found.referral}/withdrawal-refusal`,
    stage: 'withdrawal-requested',
    by: 'commissioner',
    body: explanation,
    ifMatch: referral,
    success: 201,
    who: commissioner,
  },
  {
    id: 'assignCaseOfficer',
    method: 'PUT',
    path: found => `${found.referral}/assignment`,
    stage: 'accepted',
    by: 'commissioner',
    body: () => givenAssignment,
    ifMatch: referral,
    success: 201,
    who: commissioner,
  },
  {
    id: 'closeReferral',
    method: 'PUT',
    path: found => `${found.referral}/closure`,
    stage: 'executed',
    by: 'referrer',
    ifMatch: referral,
    success: 201,
    who: referrer,
  },

  {
    id: 'askQuestion',
    method: 'POST',
    path: found => `${found.referral}/questions`,
    stage: 'accepted',
    by: 'officer',
    body: () => ({ text: 'Is the video available in full?' }),
    success: 201,
    who: [...recorder, ...officer, ...intake],
  },
  {
    id: 'listQuestions',
    method: 'GET',
    path: found => `${found.referral}/questions`,
    stage: 'asked',
    by: 'recorder',
    success: 200,
    who: parties,
  },
  {
    id: 'readQuestion',
    method: 'GET',
    path: found => `${found.referral}/questions/1`,
    stage: 'asked',
    by: 'recorder',
    success: 200,
    who: parties,
  },
  {
    id: 'answerQuestion',
    method: 'POST',
    path: found => `${found.referral}/questions/1/answers`,
    stage: 'asked',
    by: 'recorder',
    body: () => ({ text: 'Only the fragment is known.' }),
    success: 201,
    who: recorder,
  },

  {
    id: 'draftDecision',
    method: 'POST',
    path: found => `${found.referral}/decisions`,
    stage: 'under-examination',
    by: 'officer',
    body: found => decisionOn(found.persons[0]),
    ifMatch: referral,
    success: 201,
    who: officer,
  },
  {
    id: 'listDecisions',
    method: 'GET',
    path: found => `${found.referral}/decisions`,
    stage: 'drafted',
    by: 'officer',
    success: 200,
    who: parties,
  },
  {
    id: 'readDecision',
    method: 'GET',
    path: decision,
    stage: 'drafted',
    by: 'officer',
    success: 200,
    who: kasn,
    hiddenFrom: 'kominfo',
    refused: ['kominfo/observer', 'kominfo/auditor', 'kominfo/integrator'],
  },
  {
    id: 'readDecisionEvidence',
    method: 'GET',
    path: found => `${decision(found)}/evidence`,
    stage: 'drafted',
    by: 'officer',
    success: 200,
    who: [...officer, ...commissioner],
    hiddenFrom: 'kominfo',
    refused: ['kominfo/observer', 'kominfo/auditor', 'kominfo/integrator'],
  },
  {
    id: 'reviseDecision',
    method: 'PATCH',
    path: decision,
    stage: 'drafted',
    by: 'officer',
    body: () => ({ sanction: 'PP94-H1' }),
    ifMatch: decision,
    success: 200,
    who: officer,
    hiddenFrom: 'kominfo',
    refused: ['kominfo/observer', 'kominfo/auditor', 'kominfo/integrator'],
  },
  {
    id: 'issueDecision',
    method: 'PUT',
    path: found => `${decision(found)}/issuance`,
    stage: 'drafted',
    by: 'commissioner',
    ifMatch: decision,
    success: 201,
    who: commissioner,
    hiddenFrom: 'kominfo',
    refused: ['kominfo/observer', 'kominfo/auditor', 'kominfo/integrator'],
  },
  {
    id: 'cancelDecision',
    method: 'PUT',
    path: found => `${decision(found)}/cancellation`,
    stage: 'drafted',
    by: 'officer',
    body: explanation,
    ifMatch: decision,
    success: 201,
    who: [...officer, ...commissioner],
    hiddenFrom: 'kominfo',
    refused: ['kominfo/observer', 'kominfo/auditor', 'kominfo/integrator'],
  },
  {
    id: 'annulDecision',
    method: 'PUT',
    path: found => `${decision(found)}/annulment`,
    stage: 'decided',
    by: 'commissioner',
    body: () => givenAnnulment,
    ifMatch: decision,
    success: 201,
    who: commissioner,
  },

  {
    id: 'correctDecision',
    method: 'POST',
    path: found => `${decision(found)}/corrections`,
    stage: 'decided',
    by: 'commissioner',
    body: () => ({ ...givenCorrection, legalBasis: 'PP 94/2021 pasal 5 huruf n angka 1' }),
    ifMatch: decision,
    success: 201,
    who: commissioner,
  },
  {
    id: 'sendHandover',
    method: 'PUT',
    path: found => `${decision(found)}/handover`,
    stage: 'under-examination',
    prepare: (found, stories) => stories.judgeAsCrime(found),
    by: 'commissioner',
    body: () => givenHandover,
    ifMatch: referral,
    success: 201,
    who: commissioner,
  },
  {
    id: 'listHandovers',
    method: 'GET',
    path: () => '/v1/handovers',
    stage: null,
    by: 'officer',
    success: 200,
    who: [...officer, ...commissioner, ...electionOfficer],
  },
  {
    id: 'readHandover',
    method: 'GET',
    path: handover,
    stage: 'under-examination',
    prepare: (found, stories) => stories.handOver(found),
    by: 'overseer',
    success: 200,
    who: [...officer, ...commissioner, ...electionOfficer],
    hiddenFrom: 'kominfo',
  },
  {
    id: 'receiveHandover',
    method: 'PUT',
    path: found => `${handover(found)}/receipt`,
    stage: 'under-examination',
    prepare: (found, stories) => stories.handOver(found),
    by: 'overseer',
    ifMatch: handover,
    success: 201,
    who: electionOfficer,
    hiddenFrom: 'kominfo',
  },
  {
    id: 'reportHandoverOutcome',
    method: 'PUT',
    path: found => `${handover(found)}/outcome`,
    stage: 'under-examination',
    prepare: async (found, stories) => {
      const path = await stories.handOver(found)
      await stories.act(stories.cast.overseer, 'PUT', `${path}/receipt`, undefined, path)
    },
    by: 'overseer',
    body: () => ({ outcome: 'not-registered', explanation: 'It came too late.' }),
    ifMatch: handover,
    success: 201,
    who: electionOfficer,
    hiddenFrom: 'kominfo',
  },
  ...(
    [
      ['listHandoverEvidence', found => `${handover(found)}/evidence`],
      ['readHandoverEvidence', handedItem],
      ['readHandoverCustody', found => `${handedItem(found)}/custody`],
      ['viewHandoverEvidence', found => `${handedItem(found)}/copy`, purpose],
      ['downloadHandoverEvidence', found => `${handedItem(found)}/content`, purpose],
    ] satisfies [string, Operation['path'], Operation['headers']?][]
  ).map(
    ([id, path, headers]): Operation => ({
      id,
      method: 'GET',
      path,
      stage: 'under-examination',
      evidence: ['A page of words.'],
      releasable: true,
      prepare: handOverReceived,
      by: 'overseer',
      ...(headers && { headers }),
      success: 200,
      who: electionOfficer,
      hiddenFrom: 'kominfo',
    }),
  ),
  {
    id: 'listRoutes',
    method: 'GET',
    path: found => `${found.referral}/routes`,
    stage: 'sent',
    by: 'referrer',
    success: 200,
    who: parties,
  },
  {
    id: 'giveCopy',
    method: 'POST',
    path: found => `${found.referral}/copies`,
    stage: 'decided',
    by: 'commissioner',
    body: () => givenCopy,
    ifMatch: referral,
    success: 201,
    who: commissioner,
  },
  {
    id: 'listCopies',
    method: 'GET',
    path: found => `${found.referral}/copies`,
    stage: 'copied',
    by: 'referrer',
    success: 200,
    who: parties,
  },
  {
    id: 'readCopy',
    method: 'GET',
    path: found => `${found.referral}/copies/1`,
    stage: 'copied',
    by: 'referrer',
    success: 200,
    who: parties,
  },
  {
    id: 'endCopy',
    method: 'PUT',
    path: found => `${found.referral}/copies/1/ending`,
    stage: 'copied',
    by: 'commissioner',
    body: explanation,
    ifMatch: referral,
    success: 201,
    who: commissioner,
  },
  {
    id: 'listReceivedCopies',
    method: 'GET',
    path: () => '/v1/copies',
    stage: null,
    by: 'personnelOfficer',
    success: 200,
    who: ['boyolali/personnel-officer', 'bkn/compliance-officer'],
  },
  {
    id: 'readReceivedCopy',
    method: 'GET',
    path: receivedCopy,
    stage: 'copied',
    by: 'personnelOfficer',
    success: 200,
    who: ['boyolali/personnel-officer'],
    hiddenFrom: ['kominfo', 'kasn'],
  },
  {
    id: 'viewCopiedEvidence',
    method: 'GET',
    path: found => `${receivedCopy(found)}/evidence/${found.evidence[0]}/copy`,
    stage: 'copied',
    releasable: true,
    evidence: ['A page of words.'],
    by: 'personnelOfficer',
    success: 200,
    who: ['boyolali/personnel-officer'],
    hiddenFrom: ['kominfo', 'kasn'],
  },
  ...(
    [
      ['listReadRecords', '/v1/read-records'],
      ['listRefusals', '/v1/refusals'],
    ] as const
  ).map(
    ([id, path]): Operation => ({
      id,
      method: 'GET',
      path: () => path,
      stage: null,
      by: 'auditor',
      success: 200,
      who: auditors,
    }),
  ),
  {
    id: 'explainViolationAccess',
    method: 'GET',
    path: found => `${found.violation}/access-explanation`,
    stage: 'sent',
    by: 'referrer',
    success: 200,
    who: [...kominfo, 'kominfo/auditor'],
    hiddenFrom: 'kasn',
  },
  {
    id: 'explainReferralAccess',
    method: 'GET',
    path: found => `${found.referral}/access-explanation`,
    stage: 'sent',
    by: 'commissioner',
    success: 200,
    who: [...kominfo, ...commissioner, 'kominfo/auditor', 'kasn/auditor'],
  },
  {
    id: 'readReporter',
    method: 'GET',
    path: found => `${found.violation}/reporter`,
    stage: 'draft',
    changes: report,
    own: async (client, { stories }) => `/v1/violations/${(await stories.record(report, client)).id}/reporter`,
    by: 'recorder',
    headers: purpose,
    success: 200,
    who: recorder,
    hiddenFrom: 'kasn',
  },
  {
    id: 'listReporterOpenings',
    method: 'GET',
    path: found => `${found.violation}/reporter-openings`,
    stage: 'draft',
    changes: report,
    by: 'recorder',
    success: 200,
    who: kominfo,
    hiddenFrom: 'kasn',
  },
  {
    id: 'requestReporter',
    method: 'POST',
    path: found => `${found.referral}/reporter-requests`,
    stage: 'accepted',
    changes: report,
    by: 'officer',
    body: () => givenReporterRequest,
    success: 201,
    who: [...officer, ...commissioner],
  },
  {
    id: 'listReporterRequests',
    method: 'GET',
    path: found => `${found.referral}/reporter-requests`,
    stage: 'reporter-requested',
    by: 'referrer',
    success: 200,
    who: parties,
  },
  {
    id: 'readReporterRequest',
    method: 'GET',
    path: found => `${found.referral}/reporter-requests/1`,
    stage: 'reporter-requested',
    by: 'referrer',
    success: 200,
    who: parties,
  },
  {
    id: 'consentToReporter',
    method: 'PUT',
    path: found => `${found.referral}/reporter-requests/1/consent`,
    stage: 'reporter-requested',
    by: 'referrer',
    body: () => ({ hours: 24 }),
    ifMatch: referral,
    success: 201,
    who: referrer,
  },
  {
    id: 'refuseReporter',
    method: 'PUT',
    path: found => `${found.referral}/reporter-requests/1/refusal`,
    stage: 'reporter-requested',
    by: 'referrer',
    body: () => ({ explanation: 'The video says it all.' }),
    ifMatch: referral,
    success: 201,
    who: referrer,
  },
  {
    id: 'openReporter',
    method: 'GET',
    path: found => `${found.referral}/reporter`,
    stage: 'reporter-consented',
    own: async (client, { stories }) => `${await stories.consentedTo(client)}/reporter`,
    by: 'officer',
    headers: purpose,
    success: 200,
    who: [...officer, ...commissioner],
  },
  {
    id: 'reassignCase',
    method: 'POST',
    path: found => `${found.referral}/reassignments`,
    stage: 'under-examination',
    by: 'commissioner',
    body: () => givenReassignment,
    ifMatch: referral,
    success: 201,
    who: commissioner,
  },
  {
    id: 'readReassignment',
    method: 'GET',
    path: found => `${found.referral}/reassignments/1`,
    stage: 'under-examination',
    prepare: ({ referral: path }, stories) =>
      stories.act(stories.cast.commissioner, 'POST', `${path}/reassignments`, givenReassignment, path),
    by: 'officer',
    success: 200,
    who: parties,
  },
  {
    id: 'recordImplication',
    method: 'POST',
    path: found => `${found.referral}/implications`,
    stage: 'under-examination',
    by: 'officer',
    body: () => givenImplication,
    ifMatch: referral,
    success: 201,
    who: [...officer, ...commissioner],
  },
  {
    id: 'readImplication',
    method: 'GET',
    path: found => `${found.referral}/implications/1`,
    stage: 'under-examination',
    prepare: implicatedFirst,
    by: 'officer',
    success: 200,
    who: parties,
  },
  {
    id: 'revokeImplication',
    method: 'PUT',
    path: found => `${found.referral}/implications/1/revocation`,
    stage: 'under-examination',
    prepare: implicatedFirst,
    by: 'commissioner',
    body: () => ({ explanation: 'It was another man of the same name.' }),
    ifMatch: referral,
    success: 201,
    who: [...officer, ...commissioner],
  },
  {
    id: 'listReportedPersons',
    method: 'GET',
    path: found => `${found.referral}/persons`,
    stage: 'under-examination',
    by: 'officer',
    success: 200,
    who: parties,
  },
  {
    id: 'identifyPerson',
    method: 'POST',
    path: found => `${found.referral}/persons/${found.persons[0] ?? randomUUID()}/identifications`,
    stage: 'under-examination',
    by: 'officer',
    body: () => givenIdentification,
    ifMatch: referral,
    success: 201,
    who: officer,
  },
  {
    id: 'mergePersons',
    method: 'POST',
    path: found => `${found.referral}/persons/merges`,
    stage: 'under-examination',
    changes: onTwo,
    by: 'officer',
    body: ({ persons: [one = randomUUID(), other = randomUUID()] }) => mergeOf([one, other]),
    ifMatch: referral,
    success: 201,
    who: officer,
  },
  {
    id: 'splitPerson',
    method: 'POST',
    path: found => `${found.referral}/persons/splits`,
    stage: 'under-examination',
    by: 'officer',
    body: ({ persons: [one = randomUUID()] }) => splitOf([one]),
    ifMatch: referral,
    success: 201,
    who: officer,
  },
  {
    id: 'readPersonChange',
    method: 'GET',
    path: found => `${found.referral}/person-changes/1`,
    stage: 'under-examination',
    prepare: splitFirst,
    by: 'officer',
    success: 200,
    who: parties,
  },
  {
    id: 'revokePersonChange',
    method: 'PUT',
    path: found => `${found.referral}/person-changes/1/revocation`,
    stage: 'under-examination',
    prepare: splitFirst,
    by: 'officer',
    body: () => ({ explanation: 'There is only one voice after all.' }),
    ifMatch: referral,
    success: 201,
    who: officer,
  },
  {
    id: 'readViolationDuplicateHints',
    method: 'GET',
    path: found => `${found.violation}/duplicate-hints`,
    stage: 'draft',
    by: 'recorder',
    success: 200,
    who: kominfo,
    hiddenFrom: 'kasn',
  },
  {
    id: 'readReferralDuplicateHints',
    method: 'GET',
    path: found => `${found.referral}/duplicate-hints`,
    stage: 'received',
    by: 'intake',
    success: 200,
    who: kasn,
  },
  {
    id: 'recuseFromViolation',
    method: 'PUT',
    path: found => `${found.violation}/recusal`,
    stage: 'draft',
    by: 'otherRecorder',
    body: () => givenInterest,
    success: 201,
    who: kominfo,
    hiddenFrom: 'kasn',
  },
  {
    id: 'listViolationRecusals',
    method: 'GET',
    path: found => `${found.violation}/recusals`,
    stage: 'draft',
    prepare: recusedBy('otherRecorder', violation),
    by: 'referrer',
    success: 200,
    who: [...referrer, 'kominfo/auditor'],
    hiddenFrom: 'kasn',
  },
  {
    id: 'liftViolationRecusal',
    method: 'PUT',
    path: found => lifting(found, found.violation),
    stage: 'draft',
    prepare: recusedBy('otherRecorder', violation),
    by: 'referrer',
    body: () => ({ reason: 'They are not related.' }),
    success: 201,
    who: referrer,
    hiddenFrom: 'kasn',
  },
  {
    id: 'recuseFromReferral',
    method: 'PUT',
    path: found => `${found.referral}/recusal`,
    stage: 'received',
    by: 'otherOfficer',
    body: () => givenInterest,
    success: 201,
    who: parties,
  },
  {
    id: 'listReferralRecusals',
    method: 'GET',
    path: found => `${found.referral}/recusals`,
    stage: 'received',
    prepare: recusedBy('otherOfficer', referral),
    by: 'commissioner',
    success: 200,
    who: [...supervisors, 'kominfo/auditor', 'kasn/auditor'],
  },
  {
    id: 'liftReferralRecusal',
    method: 'PUT',
    path: found => lifting(found, found.referral),
    stage: 'received',
    prepare: recusedBy('otherOfficer', referral),
    by: 'commissioner',
    body: () => ({ reason: 'They are not related.' }),
    success: 201,
    who: commissioner,
    hiddenFrom: 'kominfo',
  },
  {
    id: 'recuseFromObligation',
    method: 'PUT',
    path: found => `${obligation(found)}/recusal`,
    stage: 'decided',
    by: 'otherPersonnelOfficer',
    body: () => givenInterest,
    success: 201,
    who: obligees,
  },
  {
    id: 'listObligationRecusals',
    method: 'GET',
    path: found => `${obligation(found)}/recusals`,
    stage: 'decided',
    prepare: recusedBy('otherPersonnelOfficer', obligation),
    by: 'personnelOfficer',
    success: 200,
    who: [...obligees, ...supervisors, 'kominfo/auditor', 'kasn/auditor'],
  },
  {
    id: 'liftObligationRecusal',
    method: 'PUT',
    path: found => lifting(found, obligation(found)),
    stage: 'decided',
    prepare: recusedBy('otherPersonnelOfficer', obligation),
    by: 'personnelOfficer',
    body: () => ({ reason: 'They are not related.' }),
    success: 201,
    who: obligees,
    hiddenFrom: ['kominfo', 'kasn'],
  },
  {
    id: 'recuseFromCopy',
    method: 'PUT',
    path: found => `${receivedCopy(found)}/recusal`,
    stage: 'copied',
    by: 'otherPersonnelOfficer',
    body: () => givenInterest,
    success: 201,
    who: obligees,
    hiddenFrom: ['kominfo', 'kasn'],
  },
  {
    id: 'listCopyRecusals',
    method: 'GET',
    path: found => `${receivedCopy(found)}/recusals`,
    stage: 'copied',
    prepare: recusedBy('otherPersonnelOfficer', receivedCopy),
    by: 'personnelOfficer',
    success: 200,
    who: [...obligees],
    hiddenFrom: ['kominfo', 'kasn'],
  },
  {
    id: 'liftCopyRecusal',
    method: 'PUT',
    path: found => lifting(found, receivedCopy(found)),
    stage: 'copied',
    prepare: recusedBy('otherPersonnelOfficer', receivedCopy),
    by: 'personnelOfficer',
    body: () => ({ reason: 'They are not related.' }),
    success: 201,
    who: obligees,
    hiddenFrom: ['kominfo', 'kasn'],
  },
  {
    id: 'recuseFromHandover',
    method: 'PUT',
    path: found => `${handover(found)}/recusal`,
    stage: 'under-examination',
    prepare: (found, stories) => stories.handOver(found),
    by: 'otherOverseer',
    body: () => givenInterest,
    success: 201,
    who: electionOfficer,
    hiddenFrom: 'kominfo',
  },
  {
    id: 'listHandoverRecusals',
    method: 'GET',
    path: found => `${handover(found)}/recusals`,
    stage: 'under-examination',
    prepare: async (found, stories) => {
      await stories.handOver(found)
      await recusedBy('otherOverseer', handover)(found, stories)
    },
    by: 'overseer',
    success: 200,
    who: [...electionOfficer, ...commissioner, 'kasn/auditor'],
    hiddenFrom: 'kominfo',
  },
  {
    id: 'liftHandoverRecusal',
    method: 'PUT',
    path: found => lifting(found, handover(found)),
    stage: 'under-examination',
    prepare: async (found, stories) => {
      await stories.handOver(found)
      await recusedBy('otherOverseer', handover)(found, stories)
    },
    by: 'overseer',
    body: () => ({ reason: 'They are not related.' }),
    success: 201,
    who: electionOfficer,
    hiddenFrom: ['kominfo', 'kasn'],
  },
  {
    id: 'listReferralObligations',
    method: 'GET',
    path: found => `${found.referral}/obligations`,
    stage: 'decided',
    by: 'referrer',
    success: 200,
    who: parties,
  },
  {
    id: 'listObligations',
    method: 'GET',
    path: () => '/v1/obligations',
    stage: null,
    by: 'personnelOfficer',
    success: 200,
    who: [...parties, 'boyolali/personnel-officer', 'bkn/compliance-officer'],
  },
  {
    id: 'searchViolations',
    method: 'POST',
    path: () => '/v1/violations/search',
    stage: null,
    by: 'recorder',
    body: () => ({ text: 'candidate' }),
    unkeyed: true,
    success: 200,
    who: kominfo,
  },
  {
    id: 'searchReferrals',
    method: 'POST',
    path: () => '/v1/referrals/search',
    stage: null,
    by: 'intake',
    body: () => ({ text: 'candidate', deadline: { withinDays: 3 } }),
    unkeyed: true,
    success: 200,
    who: parties,
  },
  {
    id: 'listWorkLists',
    method: 'GET',
    path: () => '/v1/work-lists',
    stage: null,
    by: 'intake',
    success: 200,
    who: [...parties, 'boyolali/personnel-officer', 'bkn/compliance-officer', 'bawaslu/election-officer'],
  },
  {
    id: 'readWorkList',
    method: 'GET',
    path: () => '/v1/work-lists/waiting-for-receipt',
    stage: null,
    by: 'intake',
    success: 200,
    who: parties,
  },
  {
    id: 'readObligation',
    method: 'GET',
    path: obligation,
    stage: 'decided',
    by: 'personnelOfficer',
    success: 200,
    who: [...parties, ...obligees],
  },
  {
    id: 'readExecutionReport',
    method: 'GET',
    path: found => `${obligation(found)}/reports/1`,
    stage: 'closed',
    by: 'referrer',
    success: 200,
    who: [...parties, ...obligees],
  },
  {
    id: 'readAppeal',
    method: 'GET',
    path: found => `${obligation(found)}/appeals/1`,
    stage: 'executed',
    prepare: appealed,
    by: 'commissioner',
    success: 200,
    who: [...parties, ...obligees],
  },
  {
    id: 'receiveObligation',
    method: 'PUT',
    path: found => `${obligation(found)}/receipt`,
    stage: 'decided',
    by: 'personnelOfficer',
    ifMatch: obligation,
    success: 201,
    who: obligees,
  },
  {
    id: 'addressObligation',
    method: 'PUT',
    path: found => `${obligation(found)}/addressee`,
    stage: 'decided',
    changes: { reportedPersons: [{ ...finding.reportedPersons[0], personnelAuthority: undefined }] },
    by: 'commissioner',
    body: () => ({ personnelAuthority: 'boyolali' }),
    ifMatch: obligation,
    success: 201,
    who: commissioner,
    hiddenFrom: 'boyolali',
  },
  {
    id: 'reportExecution',
    method: 'POST',
    path: found => `${obligation(found)}/reports`,
    stage: 'decided',
    by: 'personnelOfficer',
    body: () => givenReport,
    success: 201,
    who: obligees,
  },
  {
    id: 'acceptDeviation',
    method: 'PUT',
    path: found => `${obligation(found)}/reports/1/acceptance`,
    stage: 'decided',
    prepare: async (found, { cast: { personnelOfficer } }) =>
      succeeded(await personnelOfficer.post(`${obligation(found)}/reports`, deviating)),
    by: 'commissioner',
    ifMatch: obligation,
    success: 201,
    who: commissioner,
    refused: obligees,
  },
  {
    id: 'refuseDeviation',
    method: 'PUT',
    path: found => `${obligation(found)}/reports/1/refusal`,
    stage: 'decided',
    prepare: async (found, { cast: { personnelOfficer } }) =>
      succeeded(await personnelOfficer.post(`${obligation(found)}/reports`, deviating)),
    by: 'commissioner',
    body: explanation,
    ifMatch: obligation,
    success: 201,
    who: commissioner,
    refused: obligees,
  },
  {
    id: 'lapseObligation',
    method: 'PUT',
    path: found => `${obligation(found)}/lapse`,
    stage: 'decided',
    by: 'commissioner',
    body: () => givenLapse,
    ifMatch: obligation,
    success: 201,
    who: commissioner,
    refused: obligees,
  },
  {
    id: 'recordAppeal',
    method: 'POST',
    path: found => `${obligation(found)}/appeals`,
    stage: 'executed',
    by: 'personnelOfficer',
    body: () => givenAppeal,
    success: 201,
    who: [...obligees, ...commissioner],
  },
  {
    id: 'decideAppeal',
    method: 'PUT',
    path: found => `${obligation(found)}/appeals/1/outcome`,
    stage: 'executed',
    prepare: appealed,
    by: 'commissioner',
    body: () => givenOutcome,
    ifMatch: obligation,
    success: 201,
    who: [...obligees, ...commissioner],
  },
  {
    id: 'acceptAppealOutcome',
    method: 'PUT',
    path: found => `${obligation(found)}/appeals/1/outcome/acceptance`,
    stage: 'executed',
    prepare: claimed,
    by: 'commissioner',
    ifMatch: obligation,
    success: 201,
    who: commissioner,
    refused: obligees,
  },
  {
    id: 'refuseAppealOutcome',
    method: 'PUT',
    path: found => `${obligation(found)}/appeals/1/outcome/refusal`,
    stage: 'executed',
    prepare: claimed,
    by: 'commissioner',
    body: explanation,
    ifMatch: obligation,
    success: 201,
    who: commissioner,
    refused: obligees,
  },
  {
    id: 'receiveStep',
    method: 'PUT',
    path: found => `${obligation(found)}/steps/1/receipt`,
    stage: 'decided',
    prepare: silent(1),
    by: 'personnelOfficer',
    ifMatch: obligation,
    success: 201,
    who: obligees,
  },
  {
    id: 'recordBlock',
    method: 'PUT',
    path: found => `${obligation(found)}/block`,
    stage: 'decided',
    prepare: silent(4),
    by: 'compliance',
    body: () => ({ reference: 'SIASN-BLK/2024/0311' }),
    ifMatch: obligation,
    success: 201,
    who: ['bkn/compliance-officer'],
    refused: [...obligees, 'bkn/observer', 'bkn/auditor'],
  },
  {
    id: 'recordUnblock',
    method: 'PUT',
    path: found => `${obligation(found)}/unblock`,
    stage: 'decided',
    prepare: async (found, stories) => {
      const { act, settle, silence, cast } = stories
      await silence(found, 4)
      const place = obligation(found)
      await act(cast.compliance, 'PUT', `${place}/block`, { reference: 'SIASN-BLK/2024/0311' }, place)
      await settle(found)
    },
    by: 'compliance',
    body: () => ({ reference: 'SIASN-BLK/2024/0311' }),
    ifMatch: obligation,
    success: 201,
    who: ['bkn/compliance-officer'],
    refused: [...obligees, 'bkn/observer', 'bkn/auditor'],
  },
  {
    id: 'recordDeparture',
    method: 'POST',
    path: () => '/v1/departures',
    stage: null,
    by: 'commissioner',
    body: givenDeparture,
    success: 201,
    who: supervisors,
  },
  {
    id: 'readDeparture',
    method: 'GET',
    path: () => `/v1/departures/${randomUUID()}`,
    stage: null,
    by: 'commissioner',
    own: async client => succeeded(await client.post('/v1/departures', givenDeparture())).headers['location'] ?? '',
    success: 200,
    who: supervisors,
  },
  {
    id: 'requestEmergencyAccess',
    method: 'POST',
    path: () => '/v1/emergency-accesses',
    stage: null,
    by: 'overseer',
    body: () => ({ ...givenEmergency, referralId: randomUUID() }),
    success: 201,
    who: oversight,
  },
  {
    id: 'readEmergencyAccess',
    method: 'GET',
    path: () => `/v1/emergency-accesses/${randomUUID()}`,
    stage: null,
    by: 'overseer',
    own: askInEmergency,
    success: 200,
    who: oversight,
  },
  {
    id: 'confirmEmergencyAccess',
    method: 'PUT',
    path: () => `/v1/emergency-accesses/${randomUUID()}/confirmation`,
    stage: null,
    by: 'overseer',
    own: async (client, where) => `${await askInEmergency(await colleagueOf(client, where), where)}/confirmation`,
    success: 201,
    who: oversight,
  },
  {
    id: 'readInEmergency',
    method: 'GET',
    path: () => `/v1/emergency-accesses/${randomUUID()}/referral`,
    stage: null,
    by: 'overseer',
    own: async (client, where) => {
      const asked = await askInEmergency(client, where)
      succeeded(await (await colleagueOf(client, where)).put(`${asked}/confirmation`))
      return `${asked}/referral`
    },
    headers: purpose,
    success: 200,
    who: oversight,
  },
  {
    id: 'listSuccessions',
    method: 'GET',
    path: () => '/v1/successions',
    stage: null,
    by: 'archivist',
    success: 200,
    who: readersOfSuccessions,
  },
  {
    id: 'readSuccession',
    method: 'GET',
    path: () => '/v1/successions/none',
    stage: null,
    by: 'archivist',
    own: orderSuccession,
    success: 200,
    who: readersOfSuccessions,
  },
  {
    id: 'listFormerReferrals',
    method: 'GET',
    path: () => '/v1/former-referrals',
    stage: null,
    by: 'archivist',
    success: 200,
    who: archivist,
  },
  {
    id: 'readFormerReferral',
    method: 'GET',
    path: () => `/v1/former-referrals/${randomUUID()}`,
    stage: null,
    by: 'archivist',
    own: handOverBefore,
    success: 200,
    who: archivist,
  },
  {
    id: 'readFormerTimeline',
    method: 'GET',
    path: () => `/v1/former-referrals/${randomUUID()}/timeline`,
    stage: null,
    by: 'archivist',
    own: async (client, where) => `${await handOverBefore(client, where)}/timeline`,
    success: 200,
    who: archivist,
  },
  {
    id: 'listFormerHandovers',
    method: 'GET',
    path: () => '/v1/former-handovers',
    stage: null,
    by: 'archivist',
    success: 200,
    who: archivist,
  },
  {
    id: 'readFormerHandover',
    method: 'GET',
    path: () => `/v1/former-handovers/${randomUUID()}`,
    stage: null,
    by: 'archivist',
    own: endBefore,
    success: 200,
    who: archivist,
  },
  {
    id: 'listDeadlines',
    method: 'GET',
    path: found => `${found.referral}/deadlines`,
    stage: 'received',
    by: 'intake',
    success: 200,
    who: parties,
  },
  {
    id: 'computeDeadline',
    method: 'POST',
    path: () => '/v1/catalogue/clocks/penalty-in-force/computation',
    stage: null,
    by: 'recorder',
    body: () => ({ start: '2026-07-14' }),
    unkeyed: true,
    success: 200,
    who: everybody,
  },
  {
    id: 'readFeed',
    method: 'GET',
    path: () => '/v1/feed',
    stage: null,
    by: 'recorder',
    success: 200,
    who: followers,
  },
  {
    // The answer to a GET ends with the token.
    id: 'streamFeed',
    method: 'HEAD',
    path: () => '/v1/feed/stream',
    stage: null,
    by: 'recorder',
    success: 200,
    who: followers,
  },
  {
    id: 'reconcileFeed',
    method: 'POST',
    path: () => '/v1/feed/reconciliation',
    stage: null,
    by: 'recorder',
    body: () => ({ points: [{ number: 0, runningdigest: '0'.repeat(64) }] }),
    unkeyed: true,
    success: 200,
    who: followers,
  },
  {
    id: 'createWebhook',
    method: 'POST',
    path: () => '/v1/webhooks',
    stage: null,
    by: 'integrator',
    body: () => ({ url: 'http://127.0.0.1:9/bells', signatures: ['v1', 'v1a'] }),
    // An agency has at most ten.
    own: async client => {
      await endWebhooks(client)
      return '/v1/webhooks'
    },
    success: 201,
    who: integrators,
  },
  {
    id: 'listWebhooks',
    method: 'GET',
    path: () => '/v1/webhooks',
    stage: null,
    by: 'integrator',
    success: 200,
    who: integrators,
  },
  {
    id: 'readWebhook',
    method: 'GET',
    path: aWebhook,
    stage: null,
    by: 'integrator',
    own: client => ownWebhook(client),
    success: 200,
    who: integrators,
  },
  {
    id: 'changeWebhook',
    method: 'PATCH',
    path: aWebhook,
    stage: null,
    by: 'integrator',
    own: client => ownWebhook(client),
    headers: { 'if-match': '"1"' },
    body: () => ({ url: 'http://127.0.0.1:9/other-bells' }),
    success: 200,
    who: integrators,
  },
  {
    id: 'endWebhook',
    method: 'DELETE',
    path: aWebhook,
    stage: null,
    by: 'integrator',
    own: client => ownWebhook(client),
    success: 204,
    who: integrators,
  },
  {
    id: 'obtainConsent',
    method: 'PUT',
    path: () => `${aWebhook()}/consent`,
    stage: null,
    by: 'integrator',
    own: async client => `${await ownWebhook(client)}/consent`,
    success: 201,
    who: integrators,
  },
  {
    id: 'rotateWebhookKey',
    method: 'POST',
    path: () => `${aWebhook()}/keys`,
    stage: null,
    by: 'integrator',
    own: async client => `${await ownWebhook(client)}/keys`,
    body: () => ({ scheme: 'v1', overlapHours: 1 }),
    success: 201,
    who: integrators,
  },
  {
    id: 'testWebhook',
    method: 'POST',
    path: () => `${aWebhook()}/tests`,
    stage: null,
    by: 'integrator',
    own: async client => {
      const path = await ownWebhook(client)
      succeeded(await client.put(`${path}/consent`))
      return `${path}/tests`
    },
    unkeyed: true,
    success: 200,
    who: integrators,
  },
  {
    id: 'readWebhookStatus',
    method: 'GET',
    path: () => `${aWebhook()}/status`,
    stage: null,
    by: 'integrator',
    own: async client => `${await ownWebhook(client)}/status`,
    success: 200,
    who: integrators,
  },
  {
    id: 'listWebhookDeliveries',
    method: 'GET',
    path: () => `${aWebhook()}/deliveries`,
    stage: null,
    by: 'integrator',
    own: async client => `${await ownWebhook(client)}/deliveries`,
    success: 200,
    who: integrators,
  },
  {
    id: 'replayWebhookDeliveries',
    method: 'POST',
    path: () => `${aWebhook()}/replays`,
    stage: null,
    by: 'integrator',
    own: async (client, { world }) => {
      await world.sql`insert into feeds values (${client.agency}, 100, sha256('')) on conflict do nothing`
      return `${await ownWebhook(client)}/replays`
    },
    body: () => ({ from: 1, through: 1 }),
    unkeyed: true,
    success: 200,
    who: integrators,
  },
]

async function endWebhooks(client: Client): Promise<void> {
  for (const { id } of (await client.get('/v1/webhooks')).body.items) await client.send('DELETE', `/v1/webhooks/${id}`)
}

/** A webhook that leads to an endpoint which takes everything. */
async function ownWebhook(client: Client): Promise<string> {
  await endWebhooks(client)
  const { body } = succeeded(await client.post('/v1/webhooks', { url: await willingEndpoint() }))
  return `/v1/webhooks/${body.id}`
}

function implicatedFirst({ referral: path }: Case, { act, cast }: Stories) {
  return act(cast.otherOfficer, 'POST', `${path}/implications`, givenImplication, path)
}

function splitFirst({ referral: path, persons }: Case, stories: Stories) {
  return stories.act(stories.cast.officer, 'POST', `${path}/persons/splits`, splitOf(persons), path)
}

/** Whoever sees the resource behind a path, to read its entity tag. */
export function readerOf(path: string, cast: Cast) {
  return path.startsWith('/v1/violations') ? cast.recorder : cast.officer
}
