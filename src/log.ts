/** What the parts below HTTP need of a logger; the server's pino logger is one. */
export type Log = {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Says nothing. */
export const quietLog: Log = { info() {}, warn() {}, error() {} }

/** Passes on the messages alone, for a person who looks on. */
export function sayingLog(say: (line: string) => void): Log {
  const line = (_: object, message: string) => say(message)
  return { info: line, warn: line, error: line }
}
