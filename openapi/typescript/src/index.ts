export type * from './api.ts'
export type { RetryPolicy } from './backoff.ts'
export {
  type Answer,
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type Input,
  type ListId,
  type NotModified,
  type OperationId,
} from './client.ts'
export type { ProofMaker, TokenProvider } from './credentials.ts'
export type { Retry } from './exchange.ts'
export { FeedFault, type FeedPosition, feedStart } from './feed-chain.ts'
export { type Followed, type FollowOptions, followFeed } from './follow-feed.ts'
export { DownloadChanged, isProblem, NoAnswer, ProblemError, UnexpectedAnswer } from './problem.ts'
export { type FeedLedger, type Reconciliation, reconcileFeed } from './reconcile-feed.ts'
export { actOnLatest, type Version } from './version.ts'
export {
  type Bell,
  createWebhookVerifier,
  type TestBell,
  type VerifyWebhook,
  type Webhook,
  type WebhookOptions,
  WebhookRefused,
  type WebhookRequest,
} from './webhook.ts'
