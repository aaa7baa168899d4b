import type { ViolationPatchBody } from '../../src/resources/violation-input.ts'
import { type Decision, openCaseFile } from '../service/case-file.ts'
import { dueDate } from '../service/due-date.ts'
import { type Item, openEvidence } from '../service/evidence.ts'
import type { Officer } from '../service/officer.ts'
import type { Service } from '../service/service.ts'
import type { CasePlan, PlannedExhibit, Step } from './case-plan.ts'
import { toExhibit } from './draw-exhibit.ts'

/** How a case stands when its plan is played, in the words of the service's own replies. */
export type Played = {
  readonly category: string
  readonly online: boolean
  readonly source: string
  readonly violation: string
  readonly referral: string | null
  readonly wasReturned: boolean
  readonly outcomes: readonly Decision['outcome'][]
  readonly evidence: readonly EvidenceFate[]
}

export const evidenceFates = ['not released', 'sealed', 'superseded', 'quarantined'] as const
type EvidenceFate = (typeof evidenceFates)[number]

/** Plays one case against the service, step by step. Yields where it would have to wait for an inspection. */
export async function* playCase(
  service: Service,
  { officers, recording, steps }: CasePlan,
): AsyncGenerator<'inspection', Played, undefined> {
  const { recorder, referrer, intake, examiner, commissioner } = officers
  const file = openCaseFile(service)
  const evidence = openEvidence(service, file)
  const outcomes: Decision['outcome'][] = []
  const items: { item: Item; fate: EvidenceFate }[] = []
  await file.record(recorder, recording)
  for (const step of steps) {
    if (step.does === 'release') yield 'inspection'
    await play(step)
  }

  const { violation, referral } = file
  return {
    category: violation.content.suggestedCategory ?? 'none',
    online: violation.content.interaction !== undefined,
    source: violation.content.source.kind,
    violation: violation.status,
    referral: referral?.status ?? null,
    wasReturned: referral !== undefined && referral.returns.length > 0,
    outcomes,
    evidence: items.map(({ fate }) => fate),
  }

  async function play(step: Step): Promise<unknown> {
    switch (step.does) {
      case 'attach':
        return attach(step.exhibits)
      case 'replace':
        await Promise.all(
          items
            .filter(({ fate }) => fate === 'sealed')
            .slice(0, 1)
            .map(supersede),
        )
        return attach([step.exhibit])
      case 'release':
        return Promise.all(items.filter(({ fate }) => fate === 'not released').map(release))
      case 'open':
        return Promise.all(
          items.filter(({ fate }) => fate === 'sealed').map(({ item }) => evidence.openCopy(examiner, item)),
        )
      case 'document':
        return file.document(recorder)
      case 'dismiss':
        return file.dismiss(referrer, step.why)
      case 'refer':
        return file.refer(referrer)
      case 'receive':
        return file.act(intake, 'receipt')
      case 'accept':
        return file.act(intake, 'acceptance')
      case 'return':
        return file.giveBack(intake, { items: step.items, dueOn: dueDate(theReferral(), step.dueInDays) })
      case 'change':
        return file.change(recorder, withIds(step.patch))
      case 'resubmit':
        return file.resubmit(referrer, step.answers)
      case 'reject':
        return file.reject(intake, step.why)
      case 'withdraw':
        return file.withdraw(referrer, step.why)
      case 'withdraw-by-consent':
        await file.requestWithdrawal(referrer, step.why)
        return file.act(commissioner, 'withdrawal-consent')
      case 'assign':
        return file.assign(commissioner, examiner)
      case 'ask': {
        const { number } = await file.askQuestion(examiner, step.question)
        return step.answer === null ? undefined : file.answerQuestion(recorder, number, step.answer)
      }
      case 'draft':
        return file.draft(examiner, personId(step.person), step.finding)
      case 'decide': {
        const draft = await file.draft(examiner, personId(step.person), step.finding)
        const { outcome, number } = await file.issue(commissioner, draft)
        if (outcome === 'criminal') await file.handOver(commissioner, number)
        return outcomes.push(outcome)
      }
      case 'close':
        await settle()
        return file.act(referrer, 'closure')
    }
  }

  /** Whoever is obliged imposes what was ordered; a person whom nobody named an authority for is Surakarta's. */
  async function settle(): Promise<void> {
    for (const open of await file.obligations(commissioner)) {
      if (open.settled) continue
      const addressed = open.addressee === null ? await file.addressObligation(commissioner, open, 'surakarta') : open
      const agency = addressed.addressee as Officer['agency']
      const sanction = addressed.penalty.inForceInstead ?? addressed.penalty.sanction
      await file.reportExecution({ agency, subject: 'personnel-officer', roles: ['personnel-officer'] }, addressed, {
        instrument: { number: '862/2023', date: dueDate(theReferral(), 0), signatory: 'Kepala daerah' },
        penaltyClass: addressed.penalty.penaltyClass,
        ...(sanction !== null && { sanction }),
        inForceFrom: dueDate(theReferral(), 30),
        document: { reference: 'IDIS/2023' },
      })
    }
    await file.readReferral(referrer)
  }

  /** Nothing waits here: while it is inspected, the case goes on. */
  async function attach(exhibits: readonly PlannedExhibit[]): Promise<void> {
    const added = await Promise.all(exhibits.map(exhibit => evidence.attach(recorder, toExhibit(exhibit))))
    items.push(...added.map(item => ({ item, fate: 'not released' as const })))
  }

  async function release(held: (typeof items)[number]): Promise<void> {
    const looked = await evidence.inspected(recorder, held.item)
    if (looked.body.status === 'clean') {
      await evidence.seal(recorder, looked)
      held.fate = 'sealed'
    } else {
      await evidence.exclude(recorder, held.item, { reason: 'unsafe', explanation: 'The inspection keeps it back.' })
      held.fate = 'quarantined'
    }
  }

  async function supersede(held: (typeof items)[number]): Promise<void> {
    await evidence.exclude(recorder, held.item, {
      reason: 'superseded',
      explanation: 'A better capture has taken its place.',
    })
    held.fate = 'superseded'
  }

  function theReferral() {
    if (file.referral === undefined) throw new Error('the plan acts on a referral before there is one')
    return file.referral
  }

  /** Whoever is identified stays the person that was reported: the id says so. */
  function withIds(patch: ViolationPatchBody): ViolationPatchBody {
    if (patch.reportedPersons === undefined) return patch
    const ids = file.violation.content.reportedPersons.map(({ id }) => id)
    const reportedPersons = patch.reportedPersons.map((person, n) => {
      const id = ids[n]
      return id === undefined ? person : { ...person, id }
    })
    return { ...patch, reportedPersons }
  }

  function personId(person: number) {
    const reported = theReferral().content.reportedPersons[person]
    if (reported === undefined) throw new Error('the plan decides about a person whom the referral does not name')
    return reported.id
  }
}
