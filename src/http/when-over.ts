import type { ServerResponse } from 'node:http'

/**
 * Calls when an answer is out, or nobody waits for it any more; at once where that is so already, for a response that has
 * closed while something else was awaited says so no second time.
 */
export function whenOver(response: ServerResponse, listener: () => void): void {
  if (response.destroyed) listener()
  else response.once('close', listener)
}
