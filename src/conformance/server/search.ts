import { randomBytes } from 'node:crypto'
import { all, type Check, type Seen, seen } from '../check.ts'
import { answered, type Reply } from '../exchange.ts'
import { castOf, document, reach } from '../story.ts'
import type { Caller, Target } from '../target.ts'

/** Cases found by their words. */
export const searchChecks: readonly Check<Target>[] = [
  {
    id: 'SRC-01',
    what: 'a referral looked for by a word of its own, by both parties, and by a word that no case has',
    expected: 'found by both, and nothing by the other word',
    async run(target) {
      const cast = castOf(target)
      const word = newWord()
      const path = await reach(cast, 'sent', word)
      return all(
        found('the sender', await search(cast.referrer, 'referrals', word), [path]),
        found('the receiver', await search(cast.intake, 'referrals', word), [path]),
        found('another word', await search(cast.referrer, 'referrals', newWord()), []),
      )
    },
  },
  {
    id: 'SRC-02',
    what: 'a violation that was not referred, looked for by its word',
    expected: 'found by its own agency; 403 or nothing for others',
    async run(target) {
      const cast = castOf(target)
      const word = newWord()
      const path = await document(cast, word)
      const others = await Promise.all(
        (['violations', 'referrals'] as const).map(list => search(cast.intake, list, word)),
      )
      return all(
        found('its agency', await search(cast.recorder, 'violations', word), [path]),
        ...others.map(reply => (reply.status === 403 ? answered(reply, 403) : found('others', reply, []))),
      )
    },
  },
]

/** Letters that no stem and no other case has. */
function newWord(): string {
  return `xq${[...randomBytes(12)].map(byte => 'bdfghjkm'.charAt(byte % 8)).join('')}`
}

function search(caller: Caller, list: 'violations' | 'referrals', text: string): Promise<Reply> {
  return caller('POST', `/v1/${list}/search`, { body: { text }, key: null })
}

function found(who: string, reply: Reply, paths: readonly string[]): Seen {
  if (reply.status !== 200) return answered(reply, 200)
  const ids = (reply.body.items ?? []).map(({ id, referral }) => id ?? (referral as { id?: string } | undefined)?.id)
  const expected = paths.map(path => path.split('/').at(-1))
  return seen(ids.join() === expected.join(), `${who}: ${ids.join(', ') || 'nothing'}`)
}
