import type { Role } from '../../src/domain/agencies.ts'
import type { Officer } from '../service/officer.ts'
import type { CasePlan, Step } from './case-plan.ts'
import { withEvidence } from './plan-evidence.ts'
import { inventFinding } from './plan-finding.ts'
import { inventMatter, type Matter } from './plan-recording.ts'
import { createRandom, type Random } from './random.ts'
import { afterReturn, examinations, firstAnswers, followedUpShare, questionShare, recordings } from './shares.ts'

/** The case of this number: the same for the same seed, whatever the other cases are and whoever plays it when. */
export function planCase(seed: string, number: number): CasePlan {
  const random = createRandom(`${seed}/${number}`)
  const officers = {
    recorder: officer(random, 'kominfo', 'recorder', 6),
    referrer: officer(random, 'kominfo', 'referrer', 3),
    intake: officer(random, 'kasn', 'intake-officer', 4),
    examiner: officer(random, 'kasn', 'case-officer', 8),
    commissioner: officer(random, 'kasn', 'commissioner', 5),
  }
  const matter = inventMatter(random)
  const fate = random.weighted(recordings)
  if (fate === 'still-draft') {
    const { knownAt, place, ...incomplete } = matter.recording
    return { officers, recording: incomplete, steps: [] }
  }
  const steps: Step[] = [{ does: 'document' }, ...afterwards(random, matter, fate)]
  return {
    officers,
    recording: matter.recording,
    steps: withEvidence(createRandom(`${seed}/${number}/evidence`), matter, steps),
  }
}

function officer(random: Random, agency: Officer['agency'], role: Role, staff: number): Officer {
  return { agency, subject: `${role}-${random.whole(1, staff)}`, roles: [role] }
}

function afterwards(random: Random, matter: Matter, fate: 'referred' | 'dismissed' | 'still-documented'): Step[] {
  switch (fate) {
    case 'still-documented':
      return []
    case 'dismissed':
      return [{ does: 'dismiss', why: random.oneOf(dismissals) }]
    case 'referred':
      return [{ does: 'refer' }, ...firstAnswer(random, matter)]
  }
}

function firstAnswer(random: Random, matter: Matter): Step[] {
  const answer = random.weighted(firstAnswers)
  if (answer === 'not-received') return []
  if (answer === 'withdrawn' && random.chance(0.5)) return [{ does: 'withdraw', why: random.oneOf(withdrawals) }]
  const received: Step = { does: 'receive' }
  switch (answer) {
    case 'not-answered':
      return [received]
    case 'withdrawn':
      return [received, { does: 'withdraw', why: random.oneOf(withdrawals) }]
    case 'rejected':
      return [received, { does: 'reject', why: random.oneOf(rejections) }]
    case 'returned':
      return [received, ...returned(random, matter)]
    case 'accepted':
      return [received, { does: 'accept' }, ...examined(random, matter, matter.identifiedAtFirst)]
  }
}

/** A return cites what is wanted, the sender completes it, and the new version is answered. */
function returned(random: Random, matter: Matter): Step[] {
  const code = matter.identifiedAtFirst ? random.oneOf(['event-description', 'evidence'] as const) : 'reported-person'
  const givenBack: Step = { does: 'return', items: [{ code, note: notes[code] }], dueInDays: random.whole(14, 30) }
  const next = random.weighted(afterReturn)
  if (next === 'still-returned') return [givenBack]
  if (next === 'withdrawn') return [givenBack, { does: 'withdraw', why: random.oneOf(withdrawals) }]

  const completed = `${matter.recording.eventDescription} The account and its posts were looked at again.`
  const patch = matter.identifiedAtFirst
    ? { eventDescription: completed }
    : { eventDescription: completed, reportedPersons: [...matter.persons] }
  const again: Step[] = [
    givenBack,
    { does: 'change', patch },
    { does: 'resubmit', answers: [{ code, answer: 'Completed as asked.' }] },
    { does: 'receive' },
  ]
  return next === 'rejected'
    ? [...again, { does: 'reject', why: random.oneOf(rejections) }]
    : [...again, { does: 'accept' }, ...examined(random, matter, true)]
}

function examined(random: Random, matter: Matter, identified: boolean): Step[] {
  const progress = random.weighted(examinations)
  const findings = matter.persons.map((_, person) => ({
    person,
    finding: inventFinding(random, matter, { person, identified }),
  }))
  const asked = random.chance(questionShare)
  const question = (answer: string | null): Step[] =>
    asked ? [{ does: 'ask', question: 'Is the original still available?', answer }] : []
  const followedUp = random.chance(followedUpShare)

  switch (progress) {
    case 'withdrawn':
      return [{ does: 'assign' }, { does: 'withdraw-by-consent', why: random.oneOf(withdrawals) }]
    case 'open':
      return openExamination(random, question(null), findings)
    case 'decided': {
      const nothingToFollow = findings.every(({ finding }) => finding.outcome !== 'administrative')
      return [
        { does: 'assign' },
        ...question('It is; a new capture was made.'),
        ...findings.map(({ person, finding }): Step => ({ does: 'decide', person, finding })),
        ...(followedUp || nothingToFollow ? [{ does: 'close' } as const] : []),
      ]
    }
  }
}

/** Not assigned, being examined, or drafted: what is open is open somewhere. */
function openExamination(
  random: Random,
  question: Step[],
  [first]: { person: number; finding: ReturnType<typeof inventFinding> }[],
): Step[] {
  const reached = random.weighted({ accepted: 1, assigned: 2, drafted: 1 })
  if (reached === 'accepted') return []
  const draft: Step[] = reached === 'drafted' && first !== undefined ? [{ does: 'draft', ...first }] : []
  return [{ does: 'assign' }, ...question, ...draft]
}

const notes = {
  'event-description': 'Say in which capacity the person acted.',
  evidence: 'The capture does not show the account and its address.',
  'reported-person': 'Identify the person.',
} as const

const dismissals = [
  { reason: 'not-an-asn', explanation: 'The account does not belong to an ASN.' },
  { reason: 'insufficient-evidence', explanation: 'The post is gone and nobody has kept a capture.' },
  { reason: 'not-a-violation', explanation: 'The post explains the work of the office and names no candidate.' },
  { reason: 'duplicate', explanation: 'Recorded already.' },
] as const

const withdrawals = [
  { reason: 'duplicate', explanation: 'The same matter was referred before.' },
  { reason: 'recorded-in-error', explanation: 'The account was mistaken for another.' },
  { reason: 'new-facts', explanation: 'New facts change the matter.' },
] as const

const rejections = [
  { reason: 'formal-requirements-unmet', explanation: 'The person cannot be traced from what was given.' },
  { reason: 'material-requirements-unmet', explanation: 'What is described is not a form of violation.' },
  { reason: 'outside-mandate', explanation: 'The person is not a civil servant.' },
  { reason: 'duplicate', explanation: 'The same matter came from another agency.' },
] as const
