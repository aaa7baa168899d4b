/** What an agency is told of one event: a number of its own, and nothing of what the event says. */
export type FeedEntry = {
  /** 1, 2, 3, … in the agency's feed. */
  readonly number: number
  readonly at: string
  readonly eventId: string
  /** Hex SHA-256 of `textOfEntry`. */
  readonly entryDigest: string
  /** Hex SHA-256 over the running digest before it and its own digest; 32 zero bytes come before the first. */
  readonly runningDigest: string
  /** Null where the caller may no longer see the event. */
  readonly about: {
    readonly type: string
    /** The path under which this agency reads what the event is about. */
    readonly subject: string
    /** Of the event in its stream. */
    readonly subjectVersion: number
    /** Hex SHA-256 of the event in the log. */
    readonly digest: string
  } | null
}

export const feedSource = '/v1/feed'
/** The running digest before the first entry. */
export const digestOfNothing = '00'.repeat(32)
export const withheldType = 'penerusan.withheld'
/** What somebody who is obliged or notified is told of whatever happens to an obligation after it was imposed. */
export const obligationChangedType = 'penerusan.obligation-changed'

/** The text that an entry's digest is over. */
export function textOfEntry({ number, eventId }: FeedEntry, about: NonNullable<FeedEntry['about']>): string {
  return [number, eventId, about.type, about.subject, about.subjectVersion, about.digest, ''].join('\n')
}

/** The type of an event as the feed tells it: `penerusan.referral-sent` for `ReferralSent`. */
export function feedTypeOf(eventType: string): string {
  return `penerusan${eventType.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`).replace(/^-/, '.')}`
}

/**
 * A CloudEvent 1.0 without data: whoever is told fetches the subject with its own rights. Names of extensions are in lower
 * case, as CloudEvents demands.
 */
export type CloudEvent = {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: typeof feedSource
  readonly type: string
  readonly subject?: string
  readonly time: string
  readonly number: number
  readonly subjectversion?: number
  readonly digest?: string
  readonly entrydigest: string
  readonly runningdigest: string
}

/** What is withheld keeps its number and its digests, so that the feed has no gap and its chain still fits. */
export function toCloudEvent({ number, at, eventId, entryDigest, runningDigest, about }: FeedEntry): CloudEvent {
  const envelope = { specversion: '1.0', id: eventId, source: feedSource } as const
  const place = { time: at, number }
  const digests = { entrydigest: entryDigest, runningdigest: runningDigest }
  if (about === null) return { ...envelope, type: withheldType, ...place, ...digests }
  const { type, subject, subjectVersion: subjectversion, digest } = about
  return { ...envelope, type, subject, ...place, subjectversion, digest, ...digests }
}
