import { randomUUID } from 'node:crypto'

type Part = {
  readonly name: string
  readonly type?: string
  readonly fileName?: string
  readonly bytes: Buffer | string
}

/** A `multipart/form-data` body, written as plainly as clients write it. */
export class Form {
  readonly boundary = randomUUID()
  readonly bytes: Buffer

  constructor(parts: readonly Part[]) {
    const pieces = parts.flatMap(({ name, type, fileName, bytes }) => [
      `--${this.boundary}\r\nContent-Disposition: form-data; name="${name}"`,
      fileName === undefined ? '' : `; filename="${fileName}"`,
      type === undefined ? '' : `\r\nContent-Type: ${type}`,
      '\r\n\r\n',
      bytes,
      '\r\n',
    ])
    this.bytes = Buffer.concat([...pieces, `--${this.boundary}--\r\n`].map(piece => Buffer.from(piece)))
  }

  get type(): string {
    return `multipart/form-data; boundary=${this.boundary}`
  }
}

/** The form that adds evidence: what is said about it, and the file. */
export function evidenceForm(
  metadata: unknown,
  file: { readonly bytes: Buffer | string; readonly type?: string; readonly fileName?: string },
): Form {
  return new Form([
    { name: 'metadata', type: 'application/json', bytes: JSON.stringify(metadata) },
    { name: 'file', type: 'application/octet-stream', fileName: 'bukti.bin', ...file },
  ])
}
