const magic: readonly (readonly [kind: string, bytes: Buffer])[] = [
  ['an ELF program', Buffer.from('\x7fELF', 'latin1')],
  ['a Mach-O program', Buffer.from('feedface', 'hex')],
  ['a Mach-O program', Buffer.from('feedfacf', 'hex')],
  ['a Mach-O program', Buffer.from('cefaedfe', 'hex')],
  ['a Mach-O program', Buffer.from('cffaedfe', 'hex')],
  ['a Mach-O program or Java class', Buffer.from('cafebabe', 'hex')],
  ['a Windows shortcut', Buffer.from('4c0000000114020000000000c000000000000046', 'hex')],
  ['an Android program', Buffer.from('dex\n0', 'latin1')],
  ['a WebAssembly program', Buffer.from('\0asm', 'latin1')],
  ['a Debian package', Buffer.from('!<arch>\ndebian', 'latin1')],
  ['an RPM package', Buffer.from('edabeedb', 'hex')],
  ['a browser extension', Buffer.from('Cr24', 'latin1')],
  ['a compiled help file', Buffer.from('ITSF\x03\0\0\0', 'latin1')],
]

/**
 * What a double click runs. Not `com`: patrols name files after domains, and one that is a program says so in its
 * bytes. Not `php` and its like: a mirrored page keeps the name it was served under.
 */
const programs = new Set(
  (
    'exe dll scr pif cpl sys drv ocx msi msp mst msix msixbundle appx appxbundle bat cmd ps1 psm1 psd1 vbs vbe jse wsf ' +
    'wsh wsc sct hta lnk scf reg gadget chm jar jnlp class apk apkm xapk aab ipa dex deb rpm dmg pkg sh bash zsh csh ' +
    'ksh command appimage crx xpi xll iso img vhd vhdx vb ws ps1xml py pyw pyz pyzw msc application appref-ms diagcab ' +
    'url website desktop settingcontent-ms library-ms search-ms searchconnector-ms iqy oqy dqy slk'
  ).split(' '),
)

/** What Windows runs too, but every saved page has in its folder. */
const pageScripts = new Set(['js', 'mjs'])

/** What kind of program the first bytes begin, if any. */
export function executableKind(head: Buffer): string | undefined {
  const known = magic.find(([, bytes]) => head.subarray(0, bytes.length).equals(bytes))
  if (known !== undefined) return known[0]
  // Prose may begin with these two letters, but it has no NUL.
  if (head.toString('latin1', 0, 2) === 'MZ' && head.subarray(0, 256).includes(0)) return 'a Windows program'
  const text = head.toString('latin1', 0, 256).replace(/^\xef\xbb\xbf/, '')
  if (/^#![ \t]*\//.test(text)) return 'a script'
  if (/^\s*<\?(?:php\s|=)/i.test(text)) return 'a PHP script'
  if (/^\s*@echo off\b/i.test(text) || isBatchText(head)) return 'a batch file'
  if (/^\s*\[InternetShortcut\]/i.test(text)) return 'an internet shortcut'
  if (/^(?:\s*#[^\n]*\n)*\s*\[Desktop Entry\]/.test(text)) return 'a desktop entry'
  return undefined
}

/** Remarks may stand before it; prose has no line of just this. */
function isBatchText(head: Buffer): boolean {
  const lines = head.toString('latin1', 0, 1024).split(/\r?\n/, 5)
  return lines.some(line => /^[ \t]*@echo[ \t]+off[ \t]*(?:$|[&>])/i.test(line))
}

/** Whether a name in an archive is one that runs when it is opened. */
export function isProgramName(name: string): boolean {
  return programs.has(extensionOf(name))
}

/** Whether the name of an upload is one that runs when it is opened. */
export function isRunnableName(name: string): boolean {
  return isProgramName(name) || pageScripts.has(extensionOf(name))
}

/** Lower case and without the dot; empty where there is none. Windows drops dots and blanks at the end of a name. */
export function extensionOf(name: string): string {
  return /\.([^./\\]*)$/.exec(name.replace(/[. \0]{1,255}$/, ''))?.[1]?.toLowerCase() ?? ''
}
