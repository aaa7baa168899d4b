import t from 'tap'
import { type Act, access, roleFor, rolesFor } from '../../src/domain/access.ts'
import { systemJobs } from '../../src/domain/act.ts'
import { type Role, roles } from '../../src/domain/agencies.ts'
import { evidenceActs } from '../../src/domain/allowed-acts.ts'
import { actsBehind, type EventTypeName, eventTypes, streamKinds } from '../../src/domain/event-types.ts'
import { referralMoves, violationMoves } from '../../src/domain/transitions.ts'

const everyRole = Object.keys(roles) as Role[]

/** What the service does by itself: no role may do it. */
const ownActs: readonly Act[] = [
  'evidence-scan',
  'succession',
  'emergency-notice',
  'agency-succession',
  'deadline-watch',
  'escalation',
]

/** All that oversight from outside may do. */
const emergencyActs: readonly Act[] = [
  'emergency-request',
  'emergency-confirmation',
  'emergency-reading',
  'emergency-record',
]

/** What the election-crime track does with what was handed over to it. */
const handoverActs: readonly Act[] = [
  'handover-reading',
  'handover-receipt',
  'handover-outcome',
  'handover-evidence-reading',
  'handover-evidence-opening',
  'handover-evidence-download',
]
/** What whoever must act on a decision does about it. */
const executionActs: readonly Act[] = [
  'obligation-reading',
  'obligation-receipt',
  'execution-report',
  'appeal-recording',
  'appeal-outcome',
  'step-receipt',
]
const concernedRecusals: readonly Act[] = [
  'concerned-recusal',
  'concerned-recusal-reading',
  'concerned-recusal-lifting',
]
const blockActs: readonly Act[] = ['data-block', 'data-unblock']

/** Who does what, written down by hand. */
const duties: Record<Role, readonly Act[]> = {
  recorder: [
    'violation-recording',
    'violation-reading',
    'change',
    'documentation',
    'evidence-recording',
    'evidence-change',
    'evidence-seal',
    'evidence-exclusion',
    'evidence-reading',
    'evidence-opening',
    'evidence-download',
    'referral-reading',
    'feed-reading',
    'question',
    'answer',
    'violation-access-reading',
    'referral-access-reading',
    'reporter-reading',
    'recusal',
    'agency-succession-reading',
    'obligation-reading',
    'directory-reading',
    'statistics-reading',
    'catalogue-reading',
    'work-list-reading',
  ],
  referrer: [
    'violation-reading',
    'change',
    'referral',
    'dismissal',
    'evidence-exclusion',
    'evidence-erasure',
    'evidence-reading',
    'evidence-opening',
    'evidence-download',
    'evidence-giving-back',
    'referral-reading',
    'feed-reading',
    'resubmission',
    'supplement',
    'withdrawal',
    'withdrawal-request',
    'closure',
    'violation-access-reading',
    'referral-access-reading',
    'reporter-consent',
    'reporter-refusal',
    'recusal',
    'recusal-reading',
    'recusal-lifting',
    'departure',
    'departure-reading',
    'agency-succession-reading',
    'obligation-reading',
    'directory-reading',
    'statistics-reading',
    'deadline-keeping',
    'catalogue-reading',
    'work-list-reading',
  ],
  'intake-officer': [
    'evidence-reading',
    'evidence-opening',
    'evidence-download',
    'evidence-taking-over',
    'evidence-giving-back',
    'referral-reading',
    'feed-reading',
    'receipt',
    'acceptance',
    'return',
    'rejection',
    'question',
    'answer',
    'recusal',
    'agency-succession-reading',
    'duplicate-hint-reading',
    'obligation-reading',
    'directory-reading',
    'statistics-reading',
    'deadline-keeping',
    'catalogue-reading',
    'work-list-reading',
  ],
  'case-officer': [
    'evidence-reading',
    'evidence-opening',
    'evidence-download',
    'referral-reading',
    'feed-reading',
    'question',
    'answer',
    'decision-draft',
    'decision-revision',
    'decision-evidence',
    'decision-cancellation',
    'reporter-request',
    'reporter-opening',
    'recusal',
    'agency-succession-reading',
    'person-identification',
    'person-merge',
    'person-split',
    'person-change-revocation',
    'implication',
    'implication-revocation',
    'duplicate-hint-reading',
    'handover-reading',
    'obligation-reading',
    'directory-reading',
    'statistics-reading',
    'deadline-keeping',
    'catalogue-reading',
    'work-list-reading',
  ],
  commissioner: [
    'evidence-reading',
    'evidence-opening',
    'evidence-download',
    'evidence-giving-back',
    'referral-reading',
    'feed-reading',
    'withdrawal-consent',
    'withdrawal-refusal',
    'assignment',
    'decision-evidence',
    'decision-cancellation',
    'issuance',
    'annulment',
    'copy-giving',
    'copy-ending',
    'reporter-request',
    'reporter-opening',
    'referral-access-reading',
    'reassignment',
    'recusal',
    'recusal-reading',
    'recusal-lifting',
    'departure',
    'departure-reading',
    'agency-succession-reading',
    'implication',
    'implication-revocation',
    'duplicate-hint-reading',
    'decision-correction',
    'handover-sending',
    'handover-reading',
    'obligation-reading',
    'obligation-addressing',
    'deviation-acceptance',
    'deviation-refusal',
    'obligation-lapse',
    'appeal-recording',
    'appeal-outcome',
    'outcome-acceptance',
    'outcome-refusal',
    'directory-reading',
    'statistics-reading',
    'deadline-keeping',
    'catalogue-reading',
    'work-list-reading',
  ],
  observer: ['directory-reading', 'catalogue-reading', 'statistics-reading'],
  'election-officer': [
    ...concernedRecusals,
    ...handoverActs,
    'agency-succession-reading',
    'directory-reading',
    'catalogue-reading',
    'work-list-reading',
    ...emergencyActs,
  ],
  'personnel-officer': [
    ...concernedRecusals,
    'copy-reading',
    'copy-evidence-opening',
    'directory-reading',
    'catalogue-reading',
    'work-list-reading',
    ...executionActs,
  ],
  'compliance-officer': [
    ...concernedRecusals,
    'copy-reading',
    'copy-evidence-opening',
    'directory-reading',
    'catalogue-reading',
    'work-list-reading',
    ...emergencyActs,
    ...executionActs,
    ...blockActs,
  ],
  auditor: [
    'violation-access-reading',
    'referral-access-reading',
    'read-record-reading',
    'refusal-reading',
    'recusal-reading',
    'concerned-recusal-reading',
    'agency-succession-reading',
    'directory-reading',
    'catalogue-reading',
  ],
  archivist: [
    'agency-succession-reading',
    'former-referral-reading',
    'former-handover-reading',
    'directory-reading',
    'catalogue-reading',
  ],
  integrator: ['directory-reading', 'catalogue-reading', 'feed-reading', 'webhook-keeping'],
}

for (const role of everyRole) {
  t.test(`a ${role} does what a ${role} may do, and nothing else`, async t => {
    const allowed = (Object.keys(access) as Act[]).filter(act => roleFor(act, [role]) !== undefined)
    t.strictSame(allowed.sort(), [...duties[role]].sort())
  })
}

t.test('somebody without a role does nothing', async t => {
  for (const act of Object.keys(access) as Act[]) t.equal(roleFor(act, []), undefined, act)
})

t.test(
  'somebody with several roles acts in the first that the table allows, whatever the order in the token',
  async t => {
    t.equal(roleFor('closure', ['recorder', 'referrer']), 'referrer')
    t.equal(roleFor('question', ['intake-officer', 'case-officer']), 'case-officer')
    for (const act of Object.keys(access) as Act[]) {
      const inOrder = rolesFor(act, everyRole)
      t.strictSame(inOrder, access[act].roles, act)
      everyRole.forEach((_, turn) => {
        const turned = [...everyRole.slice(turn), ...everyRole.slice(0, turn)]
        t.strictSame(rolesFor(act, turned), inOrder, act)
        t.strictSame(rolesFor(act, turned.reverse()), inOrder, act)
      })
    }
  },
)

t.test('a role that is none is never allowed', async t => {
  for (const name of ['toString', '__proto__', 'length', ''])
    t.equal(roleFor('closure', [name as Role]), undefined, name)
})

t.test('who may do an act belongs to the agency whose mandate it rests on', async t => {
  for (const [act, { roles: allowed, mandate }] of Object.entries(access)) {
    if (mandate === null) continue
    for (const role of allowed) t.equal(roles[role], mandate, `${role}, ${act}`)
  }
})

t.test('no role may do everything, nor everything but what the service does by itself', async t => {
  const acts = (Object.keys(access) as Act[]).filter(act => !ownActs.includes(act))
  for (const role of everyRole) {
    const allowed = acts.filter(act => roleFor(act, [role]) !== undefined)
    t.ok(allowed.length < acts.length / 2, `${role} may do ${allowed.length} of ${acts.length}`)
  }
  for (const agency of ['neutrality-monitoring', 'merit-supervision', 'election-supervision'] as const) {
    const together = everyRole.filter(role => roles[role] === agency || roles[role] === null)
    t.ok(
      acts.some(act => roleFor(act, together) === undefined),
      `all roles of ${agency} together`,
    )
  }
})

/** What BKN may do as the last recipient of copies, and a personnel authority as the usual one. */
const copyActs: readonly Act[] = ['copy-reading', 'copy-evidence-opening']

t.test(
  'oversight from outside may do nothing about a case but by emergency access, with what it was given, or when obliged or notified',
  async t => {
    for (const role of ['election-officer', 'compliance-officer'] as const) {
      const allowed = (Object.keys(access) as Act[]).filter(act => roleFor(act, [role]) !== undefined)
      t.strictSame(
        allowed.filter(
          act =>
            // Whether the election-crime track passed on, its officers read.
            !(role === 'election-officer' && act === 'agency-succession-reading') &&
            ![
              ...emergencyActs,
              ...copyActs,
              ...handoverActs,
              ...executionActs,
              ...blockActs,
              ...concernedRecusals,
            ].includes(act),
        ),
        ['directory-reading', 'catalogue-reading', 'work-list-reading'],
      )
    }
    for (const act of ['emergency-request', 'emergency-confirmation', 'emergency-reading'] as const) {
      t.strictSame(
        [...access[act].roles].sort(),
        ['compliance-officer', 'election-officer'],
        `${act} is for nobody else`,
      )
    }
  },
)

t.test('no role of the receiving agency moves a referral for its sender, nor the other way round', async t => {
  for (const [act, { roles: allowed, side }] of Object.entries(access)) {
    // The receiver of a hand-over is another than that of a referral.
    if (handoverActs.includes(act as Act)) continue
    const expected = side === 'receiver' ? 'merit-supervision' : 'neutrality-monitoring'
    if ((side !== 'receiver' && side !== 'sender' && side !== 'owner') || act === 'violation-access-reading') continue
    for (const role of allowed) t.equal(roles[role], expected, `${role}, ${act}`)
  }
})

t.test('every move of a violation, an item or a referral has a row that says who may make it', async t => {
  for (const act of [...Object.keys(violationMoves), ...Object.keys(referralMoves)]) t.ok(act in access, act)
  for (const act of evidenceActs) t.ok(act in access, act)
})

t.test('every event comes from an act that somebody may do, or from one of the service’s own', async t => {
  for (const type of Object.keys(eventTypes) as EventTypeName[]) {
    for (const act of actsBehind(type)) t.equal(access[act].roles.length > 0, !ownActs.includes(act), type)
  }
})

t.test('acts that lead to one event are of one side and under one mandate, by which the database knows it', async t => {
  for (const type of Object.keys(eventTypes) as EventTypeName[]) {
    const known = actsBehind(type).map(act => `${access[act].side} ${access[act].mandate}`)
    t.equal(new Set(known).size, 1, `${type}: ${known.join(', ')}`)
  }
})

t.test('what the service does by itself nobody else does, whatever their roles', async t => {
  for (const act of ownActs) t.equal(roleFor(act, everyRole), undefined, act)
  const own = Object.entries(eventTypes).filter(([, { act }]) => ownActs.includes(act))
  t.strictSame(
    own.map(([type]) => type),
    [
      'EvidenceScanned',
      'EvidenceCopied',
      'EvidenceDamaged',
      'CaseInherited',
      'EmergencyAccessOpened',
      'DeadlineRecomputed',
      'DeadlineDue',
      'DeadlineOverdue',
      'ReferralTransferred',
      'ExaminationPassedOver',
      'EvidencePassedOn',
      'HandoverTransferred',
      'AppealOverdue',
      'EscalationStepTaken',
      'UnblockSignalled',
      'ObligationDeadlineRecomputed',
    ],
  )
})

t.test('no role is called as a job of the service, and no job has the id of another', async t => {
  const jobs = Object.entries(systemJobs)
  for (const [job] of jobs) t.notOk(job in roles, job)
  t.equal(new Set(jobs.map(([, id]) => id)).size, jobs.length)
})

t.test(
  'what either agency works on is never seen by the other; a referral and its evidence are seen by both',
  async t => {
    const audiences = {
      violation: 'actor-agency',
      referral: 'parties',
      examination: 'actor-agency',
      evidence: 'parties',
      recusal: 'actor-agency',
      departure: 'actor-agency',
      emergency: 'actor-agency',
      handover: 'parties',
      obligation: 'parties',
    }
    t.strictSame(Object.keys(audiences).sort(), [...streamKinds].sort())
    for (const [type, { stream, audience }] of Object.entries(eventTypes)) t.equal(audience, audiences[stream], type)
  },
)
