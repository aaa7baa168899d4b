import type { EndpointDesk } from '../acts/ask-endpoint.ts'
import { type Config, ConfigError } from '../config.ts'
import { createResolve } from '../webhooks/public-addresses.ts'
import { createSend } from '../webhooks/send.ts'
import { allowedAddresses } from '../webhooks/target.ts'
import { openKeys } from './open-keys.ts'

/** What speaks to endpoints of webhooks, as the configuration has it. Throws ConfigError. */
export async function openWebhooks(
  config: Pick<Config, 'webhooks' | 'publicUrl' | 'dataDir' | 'mode'>,
): Promise<EndpointDesk> {
  const { keyFile, ...policy } = config.webhooks
  if (policy.loopback && config.mode === 'production') {
    throw new ConfigError('WEBHOOK_LOOPBACK must be off in production: this machine is no target there')
  }
  const resolve = createResolve()
  return {
    keys: await openKeys('webhooks', keyFile, config),
    policy,
    resolve,
    send: createSend({ resolve, isAllowed: allowedAddresses(policy) }),
    origin: new URL(config.publicUrl).hostname,
    now: () => new Date(),
  }
}
