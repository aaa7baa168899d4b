import type { ErrorObject } from 'ajv'
import { earliestDate } from '../domain/legal-date.ts'

/** What is longer is no help to read; the API description has it. */
const longestList = 400
const longestPattern = 60

const formats: Record<string, string> = {
  date: `a date from ${earliestDate} on, as in 2023-11-29`,
  uuid: 'a UUID in lower case',
  uri: 'an absolute URI',
}

/** What a schema takes where a value failed, never the value; undefined where the keyword says as much. */
export function expectedValue({ keyword, params }: ErrorObject, part: 'body' | 'parameter'): string | undefined {
  const { limit } = params as { limit?: number }
  switch (keyword) {
    case 'type':
      return [params['type']].flat().join(' or ')
    case 'enum':
      return shortEnough(`one of ${(params['allowedValues'] as unknown[]).join(', ')}`, longestList)
    case 'const':
      return `${params['allowedValue']}`
    case 'format':
      return params['format'] === 'date-time' ? timeIn(part) : formats[params['format'] as string]
    case 'pattern':
      return shortEnough(`text that fits ${params['pattern']}`, longestPattern)
    case 'minLength':
    case 'maxLength':
      return `${keyword === 'minLength' ? 'at least' : 'at most'} ${limit} in length`
    case 'minimum':
    case 'minItems':
      return `at least ${limit}`
    case 'maximum':
    case 'maxItems':
      return `at most ${limit}`
    default:
      return undefined
  }
}

/** The plus sign of an offset stands for a space in a URL, which is the usual fault of a time there. */
function timeIn(part: 'body' | 'parameter'): string {
  return `a time from ${earliestDate} on with an offset, as in 2023-11-29T09:30:00${part === 'body' ? '+' : '%2B'}07:00`
}

function shortEnough(help: string, most: number): string | undefined {
  return help.length <= most ? help : undefined
}
