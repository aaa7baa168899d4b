import t from 'tap'
import type { ReasonCode } from '../../src/domain/catalogue.ts'
import { withKnownReason } from '../../src/domain/reasons.ts'
import type { ReferralEvent } from '../../src/domain/referral.ts'
import { Rejection } from '../../src/domain/rejection.ts'
import type { ViolationEvent } from '../../src/domain/violation.ts'

const row = (kind: ReasonCode['kind'], code: string, from: string, to: string | null = null): ReasonCode => ({
  ...{ kind, code, from, to, name: { id: code, en: code }, legalBasis: 'Ketentuan layanan ini' },
  ...{ confidence: 'inferred', externalCodes: {} },
})
const law = {
  'reason-codes': [
    row('rejection', 'duplicate', '2024-01-01', '2024-03-01'),
    row('rejection', 'no-standing', '2024-02-01'),
    row('withdrawal', 'new-facts', '2024-01-01'),
    row('dismissal', 'not-an-asn', '2024-01-01'),
    row('annulment', 'court', '2024-01-01'),
    row('correction', 'wrong-date', '2024-01-01'),
  ],
}
const given = (type: 'ReferralRejected' | 'ReferralWithdrawn' | 'WithdrawalRequested' | 'ViolationDismissed') => {
  return (reason: string) => ({ type, data: { reason, explanation: 'Looked into.' } }) as ReferralEvent | ViolationEvent
}
function said(event: ReferralEvent | ViolationEvent, at: string) {
  const decided = withKnownReason([event], law, at)
  return decided instanceof Rejection ? decided.rule : 'happens'
}

t.test('R-REF-27 a reason is one of the catalogue, of the kind of the act and of its day', async t => {
  const reject = given('ReferralRejected')
  t.equal(said(reject('duplicate'), '2024-02-29T16:59:59Z'), 'happens')
  t.equal(said(reject('duplicate'), '2024-02-29T17:00:00Z'), 'R-REF-27', 'its row has ended in Jakarta')
  t.equal(said(reject('no-standing'), '2024-01-31T16:59:59Z'), 'R-REF-27', 'its row has not begun')
  t.equal(said(reject('no-standing'), '2024-02-10T00:00:00Z'), 'happens', 'a row is enough: no code names the reason')
  t.equal(said(reject('new-facts'), '2024-02-10T00:00:00Z'), 'R-REF-27', 'of another kind')
  t.equal(said(given('ReferralWithdrawn')('new-facts'), '2024-02-10T00:00:00Z'), 'happens')
  t.equal(said(given('WithdrawalRequested')('not-an-asn'), '2024-02-10T00:00:00Z'), 'R-REF-27')
  t.equal(said(given('ViolationDismissed')('not-an-asn'), '2024-02-10T00:00:00Z'), 'happens')
  t.equal(said(given('ViolationDismissed')('toString'), '2024-02-10T00:00:00Z'), 'R-REF-27')
})

t.test('R-REF-27 an annulment and a correction of a decision give a code; those of before gave none', async t => {
  const day = '2024-02-10T00:00:00Z'
  const annulled = (reason?: string): ReferralEvent => ({
    type: 'DecisionAnnulled',
    data: { number: 1, explanation: 'Looked into.', ...(reason && { reason }) },
  })
  const corrected = (reason?: string): ReferralEvent => ({
    type: 'DecisionCorrected',
    data: {
      number: 1,
      correction: { number: 1, before: {}, after: {}, explanation: 'Looked into.', ...(reason && { reason }) },
    },
  })
  t.equal(said(annulled('court'), day), 'happens')
  t.equal(said(annulled('wrong-date'), day), 'R-REF-27')
  t.equal(said(corrected('wrong-date'), day), 'happens')
  t.equal(said(corrected('court'), day), 'R-REF-27')
  t.equal(said(annulled(), day), 'happens')
  t.equal(said(corrected(), day), 'happens')
})

t.test('what repeats an act, or was refused already, is not asked for its reason again', async t => {
  t.strictSame(withKnownReason<ReferralEvent>([], law, '2030-01-01T00:00:00Z'), [])
  const refusal = new Rejection('R-REF-06')
  t.equal(withKnownReason<ReferralEvent>(refusal, law, '2024-02-10T00:00:00Z'), refusal)
})
