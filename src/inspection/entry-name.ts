/** Longer than any file system takes; ZIP would allow 64 KiB each. */
export const nameBytesAtMost = 1024

/** What is wrong with the name of an entry, if anything: whether unpacking it could write outside of its folder. */
export function faultOfName(name: Buffer): string | undefined {
  if (name.length > nameBytesAtMost) return 'an entry has an overlong name'
  const text = name.toString('latin1')
  if (text.includes('\0')) return 'the name of an entry contains NUL'
  // APPNOTE 4.4.17.1: all slashes are forward slashes; a backslash is a folder to some readers and a letter to others.
  if (text.includes('\\')) return 'the name of an entry contains a backslash'
  if (text.startsWith('/') || /^[a-z]:/i.test(text)) return 'the name of an entry is absolute'
  if (text.split('/').includes('..')) return 'the name of an entry leaves the folder'
  return undefined
}
