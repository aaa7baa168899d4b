import { type Exchange, jsonOf, Refused } from '../service/service.ts'
import type { Character } from './people.ts'
import { wrap } from './wrap.ts'

export type Narrator = ReturnType<typeof createNarrator>

/** Tells a story while it is played: who does what, and the calls of the API that this took. */
export function createNarrator(print: (text: string) => void) {
  const exchanges: Exchange[] = []
  let steps = 0

  /** One numbered step: the sentence, then what it came to. */
  async function step<Outcome>(who: Character, does: string, act: () => Promise<Outcome>): Promise<Outcome> {
    steps += 1
    const [first = '', ...more] = wrap(`${who.name}, ${who.office}, ${does}`, { indent: '    ' }).split('\n')
    print([`\n${String(steps).padStart(3)} ${first.slice(4)}`, ...more].join('\n'))
    const heardBefore = exchanges.length
    try {
      return await act()
    } finally {
      for (const exchange of exchanges.slice(heardBefore)) print(`      ${callOf(exchange)}`)
    }
  }

  return {
    /** Every answer of the service in this story. */
    exchanges: exchanges as readonly Exchange[],
    heard: (exchange: Exchange) => void exchanges.push(exchange),

    title(text: string) {
      print(`\n${text}\n${'='.repeat(text.length)}`)
    },
    tell(text: string) {
      print(`\n${wrap(text)}`)
    },
    note(text: string) {
      print(wrap(text, { indent: '      ' }))
    },
    step,

    /** A step that the service must refuse with this code; anything else ends the story. */
    async refused(who: Character, does: string, code: string, act: () => Promise<unknown>): Promise<void> {
      try {
        await step(who, does, act)
      } catch (error) {
        if (!(error instanceof Refused) || error.problem.code !== code) throw error
        const { title, rule, errors = [] } = error.problem
        print(`      Refused${rule === undefined ? '' : ` by rule ${rule}`}: ${title}.`)
        for (const { pointer, code } of errors) print(`        ${code.padEnd(8)} ${pointer}`)
        return
      }
      throw new Error(`the service did what it must refuse as ${code}: ${who.name} ${does}`)
    },
  }
}

/** `PUT /v1/referrals/{id}/receipt -> 201, received`: an id says nothing to a reader. */
function callOf(exchange: Exchange): string {
  const { method, path, status } = exchange
  const shown = path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{id}').replace(/\?.*/, '?…')
  const outcome = outcomeOf(exchange)
  return `${method} ${shown} -> ${status}${outcome === undefined ? '' : `, ${outcome}`}`
}

function outcomeOf(exchange: Exchange): string | undefined {
  if (!exchange.isJson) return `${exchange.bytes.length.toLocaleString('en')} bytes`
  const { status, code } = (jsonOf(exchange) ?? {}) as { status?: unknown; code?: string }
  return typeof status === 'string' ? status : code
}
