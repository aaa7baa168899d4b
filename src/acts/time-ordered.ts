import { v7 as uuidv7 } from 'uuid'

/** A UUIDv7 of the moment of an act (RFC 9562, section 5.7): ids sort as the acts happened, and lists sort by id. */
export function timeOrdered<Id extends string>(at: string): Id {
  return uuidv7({ msecs: Date.parse(at) }) as Id
}

/** The smallest UUIDv7 of a moment: every id made before it is smaller, every id made then or later is not. */
export function firstIdAt(at: string): string {
  const milliseconds = Math.max(0, Date.parse(at)).toString(16).padStart(12, '0')
  return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-7000-8000-000000000000`
}
