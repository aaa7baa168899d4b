import type { ViolationPatchBody } from '../../src/resources/violation.ts'
import { type Decision, openCaseFile } from '../service/case-file.ts'
import { dueDate } from '../service/due-date.ts'
import type { Service } from '../service/service.ts'
import type { CasePlan, Step } from './case-plan.ts'

/** How a case stands when its plan is played, in the words of the service's own replies. */
export type Played = {
  readonly category: string
  readonly online: boolean
  readonly source: string
  readonly violation: string
  readonly referral: string | null
  readonly wasReturned: boolean
  readonly outcomes: readonly Decision['outcome'][]
}

/** Plays one case against the service, step by step. */
export async function playCase(service: Service, { officers, recording, steps }: CasePlan): Promise<Played> {
  const { recorder, referrer, intake, examiner, commissioner } = officers
  const file = openCaseFile(service)
  const outcomes: Decision['outcome'][] = []
  await file.record(recorder, recording)
  for (const step of steps) await play(step)

  const { violation, referral } = file
  return {
    category: violation.content.suggestedCategory ?? 'none',
    online: violation.content.interaction !== undefined,
    source: violation.content.source.kind,
    violation: violation.status,
    referral: referral?.status ?? null,
    wasReturned: referral !== undefined && referral.returns.length > 0,
    outcomes,
  }

  async function play(step: Step): Promise<unknown> {
    switch (step.does) {
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
        const { outcome } = await file.issue(commissioner, draft)
        return outcomes.push(outcome)
      }
      case 'close':
        return file.act(referrer, 'closure')
    }
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
