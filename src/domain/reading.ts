import type { Confidentiality } from './handling.ts'

/** Levels at which bytes are given out only for a stated purpose. */
const sensitive: readonly Confidentiality[] = ['confidential', 'strictly-confidential']

/** Whether whoever reads what is that secret must say what for (R-AUD-01). */
export function needsPurpose(level: Confidentiality): boolean {
  return sensitive.includes(level)
}
