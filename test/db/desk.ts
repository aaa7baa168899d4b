import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import postgres from 'postgres'
import type { Test } from 'tap'
import type { Asked, Office, Reply } from '../../src/acts/act-on-case.ts'
import { actOnDecision } from '../../src/acts/act-on-decision.ts'
import { actOnEvidence } from '../../src/acts/act-on-evidence.ts'
import { actOnObligation } from '../../src/acts/act-on-obligation.ts'
import { actOnReferral } from '../../src/acts/act-on-referral.ts'
import { actOnViolation, caseOf, recordViolation } from '../../src/acts/act-on-violation.ts'
import { addEvidence } from '../../src/acts/add-evidence.ts'
import { giveCopy } from '../../src/acts/give-copy.ts'
import { resubmitReferral, sendReferral } from '../../src/acts/send-referral.ts'
import { actBySystem } from '../../src/acts/system-act.ts'
import type { Actor } from '../../src/auth/actor.ts'
import { readCatalogues } from '../../src/catalogue/catalogue.ts'
import { type AgencyPools, createAgencyPools } from '../../src/db/agency-pools.ts'
import { loadReferral, loadViolation } from '../../src/db/case-store.ts'
import { loadEvidence } from '../../src/db/item-store.ts'
import { obligationsOfReferral } from '../../src/db/obligations.ts'
import { createPersons } from '../../src/db/persons.ts'
import type { Reader } from '../../src/db/reader.ts'
import { setUpDatabase } from '../../src/db/set-up.ts'
import { type Directory, foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { AgencyId, PersonId, Role } from '../../src/domain/agencies.ts'
import { checklistOf, termsOfReturn } from '../../src/domain/checklist.ts'
import type { EvidenceDescription } from '../../src/domain/evidence-description.ts'
import type { EvidenceId, ReferralId, ViolationId } from '../../src/domain/ids.ts'
import { takerIn } from '../../src/domain/reporter.ts'
import type { ReferralAct } from '../../src/domain/transitions.ts'
import { toEtag } from '../../src/http/etag.ts'
import { decisionEtagVersion, decisionsOnFile } from '../../src/resources/decision.ts'
import { evidenceEtagVersion } from '../../src/resources/evidence.ts'
import { referralEtagVersion } from '../../src/resources/referral.ts'
import { violationEtagVersion } from '../../src/resources/violation.ts'
import type { ViolationInputBody } from '../../src/resources/violation-input.ts'
import { createTestStore } from '../support/evidence-store.ts'
import { createTestDatabase } from '../support/test-cluster.ts'

export const kominfo = 'kominfo' as AgencyId
export const kasn = 'kasn' as AgencyId

/** The database of one test file, with the acts on top of it and no HTTP. */
export type Desk = {
  readonly office: Office
  readonly pools: AgencyPools
  readonly adminUrl: string
  readonly serviceUrl: string
  /** The superuser, who sees every row. */
  readonly admin: postgres.Sql
}

export type DatabaseUrls = { readonly adminUrl: string; readonly serviceUrl: string }

/** A database as the service's start leaves it, by default with the founding directory. */
export function createServiceDatabase(
  t: Pick<Test, 'after'>,
  { directory = readDirectory(foundingDirectory), template }: { directory?: Directory; template?: string } = {},
): Promise<DatabaseUrls> {
  const setUp = (adminUrl: string, serviceUrl: string) =>
    setUpDatabase({ adminUrl, serviceUrl, directory, log: () => {} })
  return createTestDatabase(t, { setUp, ...(template !== undefined && { template }) })
}

export async function openDesk(
  t: Pick<Test, 'after'>,
  {
    directory = readDirectory(foundingDirectory),
    deadlineMs = 10_000,
    urls,
  }: { directory?: Directory; deadlineMs?: number; urls?: DatabaseUrls } = {},
): Promise<Desk> {
  const { adminUrl, serviceUrl } = urls ?? (await createServiceDatabase(t))
  const pools = createAgencyPools({ url: serviceUrl, deadlineMs })
  const { vault, reporterKeys } = await createTestStore(t, pools)
  const admin = postgres(adminUrl, { max: 2, onnotice: () => {}, connection: { search_path: 'penerusan' } })
  t.after(async () => {
    await pools.close()
    await admin.end({ timeout: 5 })
  })
  return {
    office: {
      pools,
      persons: createPersons(pools),
      mandates: directory.mandates,
      agreements: directory.agreements,
      agencies: directory.agencies,
      law: readCatalogues(),
      vault,
      reporterKeys,
    },
    pools,
    adminUrl,
    serviceUrl,
    admin,
  }
}

export function actor(agency: AgencyId, role: Role, subject = `${role}-1`): Actor {
  return {
    agency,
    issuer: `https://${agency}.example`,
    subject,
    clientId: 'desk',
    kind: 'person',
    roles: [role],
    tokenId: randomUUID(),
    expiresAt: Date.now() / 1000 + 300,
  }
}

/** Somebody of this agency who reads. */
export function readerFrom(agency: AgencyId, operation = 'readReferral', purpose: string | null = null): Reader {
  return {
    agency,
    person: randomUUID() as PersonId,
    roles: ['case-officer'],
    clientId: 'desk',
    kind: 'person',
    requestId: randomUUID(),
    operation,
    address: '192.0.2.1',
    purpose,
  }
}

export const cast = {
  recorder: actor(kominfo, 'recorder'),
  otherRecorder: actor(kominfo, 'recorder', 'recorder-2'),
  referrer: actor(kominfo, 'referrer'),
  intake: actor(kasn, 'intake-officer'),
  officer: actor(kasn, 'case-officer'),
  commissioner: actor(kasn, 'commissioner'),
  personnelOfficer: actor('boyolali' as AgencyId, 'personnel-officer'),
}

export const finding: ViolationInputBody = {
  source: { kind: 'finding', channel: 'patrol' },
  eventDescription: 'The account of an ASN liked a post that campaigns for a candidate.',
  occurredAt: '2023-11-29T09:30:00+07:00',
  knownAt: '2023-12-01T08:00:00+07:00',
  place: { onlineLocation: 'https://social.example/posts/88121' },
  reportedPersons: [
    {
      identification: 'identified',
      name: 'Sari Wulandari, S.Pd.',
      nip: '198504122010012003',
      personnelAuthority: 'boyolali' as AgencyId,
    },
  ],
}

const evidenceSaid: EvidenceDescription = {
  title: 'Screenshot of the liked post',
  grade: { source: 'B', information: '2' },
  collection: { by: 'officer', name: 'Tim Patroli', at: '2023-12-01T08:05:00+07:00', method: 'Full-page capture.' },
}

export function asked(
  who: Actor,
  operation: string,
  { key, ifMatch, fingerprint = operation }: { key?: string; ifMatch?: string | undefined; fingerprint?: string } = {},
): Asked {
  return {
    actor: who,
    operation,
    idempotencyKey: key === undefined ? undefined : `"${key}"`,
    ifMatch,
    fingerprint: key === undefined ? null : Buffer.from(fingerprint),
    from: null,
  }
}

/** What people do, one function each. Conditional acts name the version that stands when they are called. */
export function workOf({ office }: Pick<Desk, 'office'>) {
  const key = () => randomUUID()

  async function violationTag(id: ViolationId): Promise<string> {
    const loaded = await loadViolation(office.pools, kominfo, id, unkeyed)
    if (loaded === undefined) throw new Error('no such violation')
    return toEtag(violationEtagVersion(loaded.violation.version, caseOf(loaded.violation)))
  }

  async function referralTag(agency: AgencyId, id: ReferralId): Promise<string> {
    const loaded = await loadReferral(office.pools, agency, id, unkeyed)
    if (loaded === undefined) throw new Error('no such referral')
    return toEtag(referralEtagVersion(loaded.referral))
  }

  async function decisionTag(id: ReferralId, number: number): Promise<string> {
    const loaded = await loadReferral(office.pools, kasn, id, unkeyed)
    const file =
      loaded && decisionsOnFile(loaded.referral.state, loaded.examination?.state).find(f => f.number === number)
    if (file === undefined) throw new Error('no such decision')
    return toEtag(decisionEtagVersion(file))
  }

  async function onReferral(
    who: Actor,
    id: ReferralId,
    act: ReferralAct,
    command: Parameters<typeof actOnReferral>[3]['command'],
    { keyed = false, conditional = true } = {},
  ): Promise<Reply> {
    const ifMatch = conditional ? await referralTag(who.agency, id) : undefined
    return actOnReferral(office, asked(who, act, { ...(keyed && { key: key() }), ifMatch }), id, {
      act,
      keyed,
      conditional,
      command,
    })
  }

  async function onDecision(who: Actor, id: ReferralId, number: number, act: ReferralAct, command: DecisionCommand) {
    return actOnDecision(office, asked(who, act, { ifMatch: await decisionTag(id, number) }), id, {
      act,
      number,
      created: 200,
      command,
    })
  }

  return {
    violationTag,
    referralTag,

    async record(body: ViolationInputBody = finding, who = cast.recorder, withKey = key()): Promise<ViolationId> {
      const reply = await recordViolation(office, asked(who, 'recordViolation', { key: withKey }), body)
      return (reply.body as { id: ViolationId }).id
    },
    async document(id: ViolationId): Promise<Reply> {
      return actOnViolation(office, asked(cast.recorder, 'documentation', { ifMatch: await violationTag(id) }), id, {
        act: 'documentation',
        created: 201,
        command: (_, act) => ({ type: 'DocumentViolation', act }),
      })
    },
    async change(id: ViolationId, eventDescription: string, ifMatch?: string): Promise<Reply> {
      const tag = ifMatch ?? (await violationTag(id))
      return actOnViolation(office, asked(cast.recorder, 'change', { ifMatch: tag }), id, {
        act: 'change',
        created: 200,
        command: (violation, act) => ({
          type: 'ChangeViolation',
          act,
          content: { ...violation.content, eventDescription },
          newPersons: [],
        }),
      })
    },
    async dismiss(id: ViolationId): Promise<Reply> {
      return actOnViolation(office, asked(cast.referrer, 'dismissal', { ifMatch: await violationTag(id) }), id, {
        act: 'dismissal',
        created: 201,
        command: (_, act) => ({
          type: 'DismissViolation',
          act,
          dismissal: { reason: 'not-an-asn', explanation: 'The account does not belong to an ASN.' },
        }),
      })
    },
    /** Adds an item of evidence, and has it inspected and sealed. */
    async attach(id: ViolationId, text: string = randomUUID()): Promise<EvidenceId> {
      const stored = await office.vault.takeIn(Readable.from([Buffer.from(text)]), {
        owner: kominfo,
        maxBytes: 1_000_000,
      })
      const arrived = { description: { ...evidenceSaid }, declaredType: 'text/plain', fileName: null, stored }
      const recording = asked(cast.recorder, 'addEvidence', { key: key() })
      const reply = await addEvidence(office, recording, id, { arrived, quota: 1e9 })
      const evidenceId = (reply.body as { id: EvidenceId }).id
      await actBySystem(office, 'evidence-scanner', { agency: kominfo, id: evidenceId }, act => ({
        type: 'RecordScan',
        act,
        scan: { verdict: 'clean', mediaType: 'text/plain', findings: [] },
        copy: { kind: 'same' },
      }))
      const place = { violationId: id }
      const loaded = await loadEvidence(office.pools, kominfo, place, evidenceId, unkeyed)
      if (loaded === undefined) throw new Error('no such item')
      const sealing = asked(cast.recorder, 'sealEvidence', { ifMatch: toEtag(evidenceEtagVersion(loaded)) })
      await actOnEvidence(office, sealing, place, evidenceId, {
        act: 'evidence-seal',
        created: 201,
        conditional: true,
        command: (_, act) => ({ type: 'SealEvidence', act }),
      })
      return evidenceId
    },
    async send(id: ViolationId): Promise<ReferralId> {
      const reply = await sendReferral(office, asked(cast.referrer, 'sendReferral', { key: key() }), id)
      return (reply.body as { id: ReferralId }).id
    },
    async resubmit(id: ReferralId): Promise<Reply> {
      const ifMatch = await referralTag(kominfo, id)
      return resubmitReferral(office, asked(cast.referrer, 'resubmission', { key: key(), ifMatch }), id, [
        { code: 'evidence', answer: 'A new capture shows it.' },
      ])
    },
    receive: (id: ReferralId) => onReferral(cast.intake, id, 'receipt', (_, act) => ({ type: 'ReceiveReferral', act })),
    accept: (id: ReferralId) =>
      onReferral(cast.intake, id, 'acceptance', (referral, act) => ({
        ...{ type: 'AcceptReferral', act, marks: [] },
        applied: checklistOf(referral, office.law),
      })),
    giveBack: (id: ReferralId) =>
      onReferral(
        cast.intake,
        id,
        'return',
        (referral, act) => ({
          type: 'ReturnReferral',
          act,
          terms: termsOfReturn(referral, office.law, act.at),
          items: [{ code: 'evidence', note: 'The account name is cut off.' }],
          dueOn: '2099-01-01',
        }),
        { keyed: true },
      ),
    reject: (id: ReferralId) =>
      onReferral(cast.intake, id, 'rejection', (_, act) => ({
        type: 'RejectReferral',
        act,
        rejection: { reason: 'outside-mandate', explanation: 'Not an ASN at the time.' },
      })),
    withdraw: (id: ReferralId) =>
      onReferral(cast.referrer, id, 'withdrawal', (_, act) => ({
        type: 'WithdrawReferral',
        act,
        withdrawal: { reason: 'recorded-in-error', explanation: 'The account belongs to somebody else.' },
      })),
    requestWithdrawal: (id: ReferralId) =>
      onReferral(cast.referrer, id, 'withdrawal-request', (_, act) => ({
        type: 'RequestWithdrawal',
        act,
        withdrawal: { reason: 'new-facts', explanation: 'There is more to it.' },
      })),
    refuseWithdrawal: (id: ReferralId) =>
      onReferral(cast.commissioner, id, 'withdrawal-refusal', (_, act) => ({
        type: 'RefuseWithdrawal',
        act,
        explanation: 'The examination is nearly done.',
      })),
    async assign(id: ReferralId): Promise<Reply> {
      const { agency, issuer, subject } = cast.officer
      const officer = await office.persons.personOf(agency, issuer, subject)
      return onReferral(cast.commissioner, id, 'assignment', (_, act) => ({ type: 'AssignCaseOfficer', act, officer }))
    },
    ask: (id: ReferralId, text: string, who = cast.officer) =>
      onReferral(who, id, 'question', (_, act) => ({ type: 'AskQuestion', act, text }), {
        keyed: true,
        conditional: false,
      }),
    answer: (id: ReferralId, questionNumber: number, who = cast.recorder) =>
      onReferral(
        who,
        id,
        'answer',
        (_, act) => ({ type: 'AnswerQuestion', act, questionNumber, text: 'It is attached.' }),
        { keyed: true, conditional: false },
      ),
    async draft(id: ReferralId, supersedes: number | null = null): Promise<Reply> {
      const loaded = await loadReferral(office.pools, kasn, id, unkeyed)
      const reportedPersonId = loaded?.referral.state.versions.at(-1)?.content.reportedPersons[0]?.id
      if (reportedPersonId === undefined) throw new Error('nobody is reported')
      const ifMatch = await referralTag(kasn, id)
      return actOnDecision(office, asked(cast.officer, 'draftDecision', { key: key(), ifMatch }), id, {
        act: 'decision-draft',
        number: null,
        created: 201,
        command: act => ({ type: 'DraftDecision', act, supersedes, content: { ...decision, reportedPersonId } }),
      })
    },
    revise: (id: ReferralId, number: number, reasons: string) =>
      onDecision(cast.officer, id, number, 'decision-revision', (act, draft) => {
        if (draft === undefined) throw new Error('no such draft')
        return { type: 'ReviseDecision', act, number, content: { ...draft.content, reasons } }
      }),
    cancel: (id: ReferralId, number: number) =>
      onDecision(cast.commissioner, id, number, 'decision-cancellation', act => ({
        type: 'CancelDecision',
        act,
        number,
        explanation: 'Drafted on the wrong track.',
      })),
    issue: (id: ReferralId, number: number) =>
      onDecision(cast.commissioner, id, number, 'issuance', act => ({
        type: 'IssueDecision',
        act,
        number,
        evidence: [],
      })),
    annul: (id: ReferralId, number: number) =>
      onDecision(cast.commissioner, id, number, 'annulment', act => ({
        type: 'AnnulDecision',
        act,
        number,
        reason: 'court',
        explanation: 'The court has found otherwise.',
      })),
    copy: async (id: ReferralId, decisionNumber: number) =>
      giveCopy(office, asked(cast.commissioner, 'giveCopy', { key: key(), ifMatch: await referralTag(kasn, id) }), id, {
        decisionNumber,
        recipient: 'boyolali' as AgencyId,
        days: 1,
        evidence: [],
        reasonsExcerpts: [],
      }),
    requestReporter: (id: ReferralId, who = cast.officer) =>
      onReferral(
        who,
        id,
        'reporter-request',
        (_, act) => ({ type: 'RequestReporter', act, reason: 'Nobody else was in the room.' }),
        { keyed: true, conditional: false },
      ),
    consentToReporter: (id: ReferralId, number = 1, hours = 24) =>
      onReferral(cast.referrer, id, 'reporter-consent', (_, act, violation) => {
        if (violation === undefined) throw new Error('no such violation')
        return { type: 'ConsentToReporter', act, number, hours, takerIn: takerIn(violation) }
      }),
    /** The regent imposes what is still open, or another penalty with a reason. */
    async execute(id: ReferralId, deviation?: string): Promise<void> {
      for (const { state } of await obligationsOfReferral(office.pools, kasn, id)) {
        if (state.status !== 'open') continue
        const { penaltyClass, sanction } = state.penalty
        const report = { ...reported, penaltyClass, ...(sanction !== null && { sanction }) }
        await actOnObligation(office, asked(cast.personnelOfficer, 'reportExecution', { key: key() }), state.id, {
          act: 'execution-report',
          keyed: true,
          command: (_, act) => ({
            type: 'ReportExecution',
            act,
            report:
              deviation === undefined ? report : { ...report, penaltyClass: 'heavy', sanction: 'PP94-H1', deviation },
          }),
        })
      }
    },
    close: (id: ReferralId) => onReferral(cast.referrer, id, 'closure', (_, act) => ({ type: 'CloseReferral', act })),
  }
}
export type Work = ReturnType<typeof workOf>

type DecisionCommand = Parameters<typeof actOnDecision>[3]['command']

const decision = {
  track: 'discipline',
  outcome: 'administrative',
  violationTypes: ['PD-13'],
  sanction: 'PP94-M1',
  instrument: { kind: 'recommendation', number: 'R-2107', date: '2023-12-18', signatory: 'Ketua KASN' },
  reasons: 'The liked post campaigned for a candidate.',
  legalBasis: 'PP 94/2021 pasal 5 huruf n angka 5',
} as const

const reported = {
  instrument: { number: '862/112/2023', date: '2023-12-20', signatory: 'Bupati Boyolali' },
  inForceFrom: '2024-01-12',
  document: { reference: 'IDIS/2023/1187' },
}

const unkeyed = { caller: randomUUID() as never, operation: '', key: null }

export const caseTables = [
  'events',
  'event_payloads',
  'violations',
  'referrals',
  'referral_parties',
  'examinations',
  'copies',
  'evidence_items',
  'evidence_contents',
  'evidence_usage',
  'evidence_loose_objects',
  'evidence_scan_leases',
  'reporters',
  'reporter_openings',
  'persons',
  'idempotency_records',
  'refusals',
  'uploads',
  'upload_parts',
  'read_records',
  'dpop_proofs',
  'quota_counts',
  'case_openings',
  'revocations',
  'recusals',
  'departures',
  'departure_cases',
  'case_officers',
  'emergency_accesses',
  'catalogue_changes',
  'referral_outcomes',
  'identity_marks',
  'mark_keys',
  'handovers',
  'obligations',
  'obligation_parties',
  'succession_cases',
  'former_handovers',
  'former_parties',
  'numbering',
  'deferred_events',
  'log_positions',
  'feeds',
  'feed_entries',
  'webhooks',
  'webhook_keys',
  'webhook_deliveries',
  'search_entries',
] as const
export const projections = [
  'obligations',
  'obligation_parties',
  'violations',
  'referrals',
  'referral_parties',
  'examinations',
  'copies',
  'evidence_items',
  'referral_outcomes',
  'search_entries',
] as const

/** Every row of the tables as PostgreSQL prints it, to compare a whole database with what it was. */
export async function snapshot(admin: postgres.Sql, tables: readonly string[] = caseTables): Promise<string[]> {
  const rows = await Promise.all(
    tables.map(
      table => admin<{ row: string }[]>`
        select ${table}::text || ' ' || r::text as row from ${admin(table)} r order by r::text collate "C"`,
    ),
  )
  return rows.flat().map(({ row }) => row)
}
