import { referralMoves } from './transitions.ts'

/** What a referral waits for at one of its sides, by the terms that it is found by. */
type Wait = {
  readonly meaning: string
  readonly all: readonly (readonly string[])[]
  readonly none?: readonly string[]
  /** Not for whoever has this term with their own id. */
  readonly notBy?: string
}

const table = {
  receipt: { meaning: 'for us to confirm its receipt', all: [['side:receiver'], ['status:sent']] },
  acceptance: {
    meaning: 'for us to accept, return or reject it',
    all: [['side:receiver'], ['status:received']],
  },
  assignment: { meaning: 'for a case officer of ours', all: [['side:receiver'], ['status:accepted']] },
  'our-answer': {
    meaning: 'for our answer to a question of the other agency',
    all: [['asked:us'], referralMoves.answer.from.map(status => `status:${status}`)],
  },
  issuance: {
    meaning: 'for somebody to issue a decision whose draft the caller had no hand in',
    all: [['side:receiver'], ['draft:any']],
    notBy: 'drafted',
  },
  'withdrawal-answer': {
    meaning: 'for our answer to a request to withdraw it',
    all: [['side:receiver'], ['withdrawal:open']],
  },
  'hand-over': { meaning: 'for us to hand a criminal decision over', all: [['side:receiver'], ['handover:unsent']] },
  completion: { meaning: 'for us to complete what was returned', all: [['side:sender'], ['status:returned']] },
  closure: {
    meaning: 'for us to confirm its closure: it is decided, and nothing is left to do',
    all: [['side:sender'], ['status:decided']],
    none: ['obligations:unsettled', 'handover:unsent'],
  },
} as const satisfies Record<string, Wait>

export type WaitingFor = keyof typeof table
export const waits: Readonly<Record<WaitingFor, Wait>> = table
