import type { Interaction } from '../../src/domain/violation-content.ts'
import type { forms } from './shares.ts'

export type Form = keyof typeof forms

type PenaltyClass = 'light' | 'medium' | 'heavy' | 'dismissal'

/**
 * A form of violation in the joint decree of 2022: the row that it falls under before the candidates are fixed, and
 * after. KE rows are matters of ethics, PD rows of discipline; `null` where there can be no such act before.
 */
export type Catalogued = {
  readonly act: string
  readonly before: string | null
  readonly after: string
  readonly penaltyClass: PenaltyClass
  readonly interactions?: readonly Interaction[]
  /** Whether an ASN in a campaign team can commit an election crime by it (UU 7/2017 art. 280(3), 494). */
  readonly criminal?: true
}

export const catalogue: Readonly<Record<Form, Catalogued>> = {
  'social-media-reaction': {
    act: 'reacted to a post that campaigns for a candidate',
    before: 'KE-04',
    after: 'PD-06',
    penaltyClass: 'heavy',
    interactions: ['like', 'like', 'like', 'comment', 'comment', 'share', 'share', 'post', 'join', 'follow'],
  },
  'campaign-participation': {
    act: 'took part in a campaign event of a candidate',
    before: 'KE-06',
    after: 'PD-13',
    penaltyClass: 'medium',
    criminal: true,
  },
  'online-campaign': {
    act: 'campaigned for a candidate on social media',
    before: 'KE-02',
    after: 'PD-02',
    penaltyClass: 'heavy',
    interactions: ['online-campaign'],
  },
  'partisan-activity': {
    act: 'held a meeting that leaned to a party and invited staff to it',
    before: 'KE-06',
    after: 'PD-08',
    penaltyClass: 'heavy',
  },
  'party-membership': {
    act: 'is listed as a member of a party',
    before: 'PD-05',
    after: 'PD-05',
    penaltyClass: 'dismissal',
  },
  declaration: {
    act: 'attended the declaration of a pair of candidates and supported it openly',
    before: 'KE-03',
    after: 'PD-04',
    penaltyClass: 'heavy',
  },
  'approaching-a-party': {
    act: 'approached a party as a would-be candidate without unpaid leave',
    before: 'PD-03',
    after: 'PD-03',
    penaltyClass: 'medium',
  },
  'photo-with-candidate': {
    act: 'posted a photo with a candidate and the gesture of the ballot number',
    before: 'KE-05',
    after: 'PD-07',
    penaltyClass: 'heavy',
    interactions: ['photo-post'],
  },
  'campaign-prop': {
    act: 'put up a banner for a candidate',
    before: 'KE-01',
    after: 'PD-01',
    penaltyClass: 'heavy',
  },
  'favouring-decision': {
    act: 'made a decision that benefits a candidate',
    before: null,
    after: 'PD-12',
    penaltyClass: 'heavy',
  },
  'mobilising-staff': {
    act: 'mobilised staff for the campaign of a candidate',
    before: null,
    after: 'PD-15',
    penaltyClass: 'heavy',
    criminal: true,
  },
  'state-facilities': {
    act: 'used a car of the office in a campaign',
    before: null,
    after: 'PD-16',
    penaltyClass: 'heavy',
    criminal: true,
  },
  'support-letter': {
    act: 'gave an independent candidate a letter of support with a copy of an identity card',
    before: 'PD-11',
    after: 'PD-11',
    penaltyClass: 'heavy',
  },
}
