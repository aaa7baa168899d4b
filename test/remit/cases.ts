import { createHash } from 'node:crypto'
import type { Test } from 'tap'
import { type Directory, foundingDirectory, readDirectory } from '../../src/directory/directory.ts'
import type { Role } from '../../src/domain/agencies.ts'
import { type Case, type Stage, stages, storiesOf, succeeded } from '../support/stories.ts'
import { buildTestApp, type Client, type TestApp } from '../support/test-app.ts'
import { isThorough } from '../support/thorough.ts'
import { published } from './published-table.ts'
import { nowhere } from './replies.ts'

/** How far a case of the matrix has come; `copy-ended` has a recipient that sees nothing of it any more. */
export type MatrixStage = Stage | 'copy-ended'
export const matrixStages: readonly MatrixStage[] = [...stages, 'copied', 'copy-ended']

/** The matrix is walked in these parts, each in a file and with a database of its own. */
export const parts = {
  unsent: ['draft', 'documented', 'dismissed', 'sent'],
  returned: ['received', 'returned', 'changed'],
  accepted: ['accepted', 'asked', 'withdrawal-requested'],
  examined: ['under-examination', 'drafted', 'decided', 'executed', 'superseding'],
  ended: ['closed', 'rejected', 'withdrawn'],
  given: ['copied', 'copy-ended', 'reporter-requested', 'reporter-consented'],
} as const satisfies Record<string, readonly MatrixStage[]>

/** The parts that are walked without THOROUGH=1: a case at work, one that was given back, one with a copy that has ended. */
const always: Partial<Record<keyof typeof parts, readonly MatrixStage[]>> = {
  examined: ['decided'],
  ended: ['withdrawn'],
  given: ['copy-ended'],
}

/** The states of a part that are walked: with THOROUGH=1, as in CI, all of them; else few, or none. */
export function walkedOf(part: keyof typeof parts): readonly MatrixStage[] {
  return isThorough ? parts[part] : (always[part] ?? [])
}

/** Where a case stands, and who is what to it. */
export type Standing = {
  readonly stage: MatrixStage
  /** The state of the violation, and of its referral where there is one. */
  readonly violation: string
  readonly referral: string | null
  readonly sender: string
  readonly receiver: string | null
  /** Who was given a copy that has not ended. */
  readonly recipient: string | null
  /** Whom its decision obliges. */
  readonly obliged: string | null
}

export type Found = Standing & {
  readonly found: Case
  /** What the case says that nobody may learn for whom it is not there. */
  readonly secrets: {
    readonly text: string
    readonly name: string
    readonly nik: string
    readonly nip: string
    /** What its sender did with the evidence after the receiver’s part was over. */
    readonly later: string
  }
}

export type Caller = { readonly name: string; readonly role: string; readonly client: Client }

/** Stages that are a state with one thing more. */
const referralStates: Partial<Record<MatrixStage, string>> = {
  changed: 'returned',
  asked: 'accepted',
  'withdrawal-requested': 'accepted',
  drafted: 'under-examination',
  executed: 'decided',
  superseding: 'decided',
  copied: 'closed',
  'copy-ended': 'closed',
  'reporter-requested': 'accepted',
  'reporter-consented': 'accepted',
}
const decided: readonly MatrixStage[] = ['decided', 'executed', 'superseding', 'closed', 'copied', 'copy-ended']
const unsent: readonly MatrixStage[] = ['draft', 'documented', 'dismissed']
const over: readonly MatrixStage[] = ['rejected', 'withdrawn']
const givenBack = ['returned', 'rejected', 'withdrawn']

export function standingAt(stage: MatrixStage): Standing {
  const referral = unsent.includes(stage) ? null : (referralStates[stage] ?? stage)
  const referred = referral !== null && givenBack.includes(referral) ? 'documented' : 'referred'
  return {
    stage,
    referral,
    violation: referral === null ? stage : referred,
    sender: 'kominfo',
    receiver: referral === null ? null : 'kasn',
    recipient: stage === 'copied' ? 'boyolali' : null,
    obliged: decided.includes(stage) ? 'boyolali' : null,
  }
}

/** The parties, a recipient, and strangers of every kind; `menpanrb` may record and refer as the sender may. */
export const agencies = ['kominfo', 'kasn', 'boyolali', 'menpanrb', 'bkn', 'bawaslu', 'jawa-tengah'] as const

const founding = readDirectory(foundingDirectory)
const monitoring = founding.mandates.find(({ mandate }) => mandate === 'neutrality-monitoring')
if (monitoring === undefined) throw new Error('nobody monitors')
const directory: Directory = {
  ...founding,
  mandates: [...founding.mandates, { ...monitoring, agency: 'menpanrb' as never }],
}

/** Who begins the upload of the matrix; an upload is its beginner's own. */
export const uploader = 'kominfo/recorder-1'

/** An upload that somebody has begun; gives back its path. */
export async function beginUpload({ cast }: TestApp): Promise<string> {
  const headers = { 'tus-resumable': '1.0.0', 'upload-length': '5' }
  const begun = await cast.recorder.send('POST', '/v1/uploads', undefined, { key: null, headers })
  return succeeded(begun).headers['location'] ?? ''
}

/** The service with two agencies that send, and somebody of every role that each agency can give. */
export async function openMatrix(t: Pick<Test, 'after'>) {
  const world = await buildTestApp(t, { directory })
  const stories = storiesOf(world)
  const callers: Caller[] = []
  const join = async (agency: string, role: string, subject: string) =>
    callers.push({ name: `${agency}/${subject}`, role, client: await world.as(agency, role as Role, subject) })
  for (const agency of agencies) {
    // Nobody of the cast, so that no rule of four eyes answers in place of the table.
    for (const role of givenBy(agency)) await join(agency, role, `${role}-9`)
  }
  // Whom the published page names beside the roles: who took the reporter in, and whose request was consented to.
  await join('kominfo', 'recorder', 'recorder-1')
  await join('kasn', 'case-officer', 'case-officer-1')

  let made = 0
  async function reach(stage: MatrixStage, changes: Record<string, unknown> = {}): Promise<Found> {
    made += 1
    const serial = `${made}`.padStart(3, '0')
    const digest = createHash('sha256').update(`${stage} ${made}`).digest('hex').slice(0, 20)
    const secrets = {
      text: `What happened ${digest}`,
      name: `Sari ${digest}`,
      nik: `3309010101${serial}777`,
      nip: `19850412201001${2}${serial}`,
      later: `Afterwards ${digest}`,
    }
    const content = {
      eventDescription: secrets.text,
      reportedPersons: [
        {
          identification: 'identified',
          name: secrets.name,
          nip: secrets.nip,
          nik: secrets.nik,
          personnelAuthority: 'boyolali',
        },
      ],
      ...changes,
    }
    const reached = stage === 'copy-ended' ? 'copied' : stage
    const found = await stories.reach(reached, content, { evidence: [`A page ${digest}.`], releasable: true })
    if (stage === 'copy-ended') {
      const why = { explanation: 'Given to the wrong office.' }
      await stories.act(world.cast.commissioner, 'PUT', `${found.referral}/copies/1/ending`, why, found.referral)
    }
    if (over.includes(stage)) {
      const item = `${found.violation}/evidence/${found.evidence[0]}`
      const why = { reason: 'other', explanation: secrets.later }
      await stories.act(world.cast.recorder, 'PUT', `${item}/exclusion`, why, item)
    }
    return { ...standingAt(stage), found: { ...found, referral: found.referral || nowhere.referral }, secrets }
  }
  return { world, stories, callers, reach }
}
export type Matrix = Awaited<ReturnType<typeof openMatrix>>

/** The roles that an agency may give by the published table and the mandates it holds. */
export function givenBy(agency: string): string[] {
  const held = directory.mandates.filter(mandate => mandate.agency === agency).map(({ mandate }) => mandate as string)
  return [...published.roles].filter(([, mandate]) => mandate === null || held.includes(mandate)).map(([role]) => role)
}
