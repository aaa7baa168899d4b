import { findNeedles } from './byte-search.ts'
import type { Finding } from './inspection.ts'

/** MS-CFB, section 2.2: old Office documents, installers, messages. */
const magic = Buffer.from('d0cf11e0a1b11ae1', 'hex')

const inUtf16 = (name: string) => Buffer.from(name, 'utf16le')

/**
 * Names of streams stand in the directory as they are; searching all of the bytes for them needs no trust in its links.
 */
const needles: readonly (readonly [needle: Buffer, finding: Finding])[] = [
  [inUtf16('_VBA_PROJECT'), { code: 'active-content', detail: 'a document holds macros' }],
  // MS-OFFCRYPTO, section 2.3.4.4
  [
    inUtf16('EncryptedPackage'),
    { code: 'archive-malformed', detail: 'a document is encrypted and cannot be looked into' },
  ],
  // The class of Windows Installer packages, {000C1084-0000-0000-C000-000000000046}
  [Buffer.from('84100c0000000000c000000000000046', 'hex'), { code: 'executable', detail: 'a Windows installer' }],
  [Buffer.from('86100c0000000000c000000000000046', 'hex'), { code: 'executable', detail: 'a Windows installer' }],
]

export function isCompoundFile(head: Buffer): boolean {
  return head.subarray(0, magic.length).equals(magic)
}

export async function findMacrosInCompoundFile(bytes: AsyncIterable<Uint8Array>): Promise<Finding[]> {
  const seen = await findNeedles(
    bytes,
    needles.map(([needle]) => needle),
  )
  return needles.filter((_, index) => seen.has(index)).map(([, finding]) => finding)
}
