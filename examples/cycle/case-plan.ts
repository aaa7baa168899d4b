import type { Static } from 'typebox'
import type { EvidenceDescriptionBody } from '../../src/resources/evidence.ts'
import type {
  RejectionInput,
  ResubmissionInput,
  ReturnInput,
  WithdrawalInput,
} from '../../src/resources/referral-input.ts'
import type { DismissalInput, ViolationInputBody, ViolationPatchBody } from '../../src/resources/violation-input.ts'
import type { Place } from '../evidence/exif.ts'
import type { Post } from '../evidence/post.ts'
import type { Finding } from '../service/case-file.ts'
import type { Officer } from '../service/officer.ts'

type Return = Static<typeof ReturnInput>

/** A file that is drawn when it is attached, and what is said about it. */
export type PlannedExhibit = {
  readonly drawn:
    | { readonly kind: 'post'; readonly post: Post }
    | { readonly kind: 'photo'; readonly lines: readonly string[]; readonly place: Place; readonly at: string }
    | { readonly kind: 'program' }
  readonly fileName: string
  readonly says: EvidenceDescriptionBody
}

/** One act of a case. `person` counts the reported persons from 0; `release` seals what is clean and excludes the rest. */
export type Step =
  | { readonly does: 'attach'; readonly exhibits: readonly PlannedExhibit[] }
  | { readonly does: 'replace'; readonly exhibit: PlannedExhibit }
  | { readonly does: 'release' }
  | { readonly does: 'open' }
  | { readonly does: 'document' }
  | { readonly does: 'dismiss'; readonly why: Static<typeof DismissalInput> }
  | { readonly does: 'refer' }
  | { readonly does: 'receive' }
  | { readonly does: 'accept' }
  | { readonly does: 'return'; readonly items: Return['items']; readonly dueInDays: number }
  | { readonly does: 'change'; readonly patch: ViolationPatchBody }
  | { readonly does: 'resubmit'; readonly answers: Static<typeof ResubmissionInput>['answers'] }
  | { readonly does: 'reject'; readonly why: Static<typeof RejectionInput> }
  | { readonly does: 'withdraw'; readonly why: Static<typeof WithdrawalInput> }
  | { readonly does: 'withdraw-by-consent'; readonly why: Static<typeof WithdrawalInput> }
  | { readonly does: 'assign' }
  | { readonly does: 'ask'; readonly question: string; readonly answer: string | null }
  | { readonly does: 'draft'; readonly person: number; readonly finding: Finding }
  | { readonly does: 'decide'; readonly person: number; readonly finding: Finding }
  | { readonly does: 'close' }

/** A case from its recording to wherever it has come, decided before the first request. */
export type CasePlan = {
  readonly officers: Readonly<Record<'recorder' | 'referrer' | 'intake' | 'examiner' | 'commissioner', Officer>>
  readonly recording: ViolationInputBody
  readonly steps: readonly Step[]
}
