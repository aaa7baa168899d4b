import type { AgencyId } from '../../src/domain/agencies.ts'
import type { CaseFile } from '../service/case-file.ts'
import type { Narrator } from './narrator.ts'
import { bagus, dewi, nurhayati, rangga } from './people.ts'

/** Who reports. Invented, like the office they work in; no reply but the one that opens it may ever say these words. */
export const reporter = {
  name: 'Tri Handayani Lestari',
  contact: '0812-0000-0417',
  nip: '199002052015032902',
  workUnit: 'Dinas Contoh Kabupaten Boyolali',
  statement: 'We were told in a meeting whom to vote for, and that whoever does not pay will be moved elsewhere.',
} as const

/** Who it was, as KASN finds out. Invented too. */
export const speaker = {
  basis: 'own-examination',
  explanation: 'The witness knew the voice; the attendance list of the meeting has the name.',
  identity: {
    identification: 'identified',
    name: 'Haryo Sembodo, M.M.',
    employeeType: 'pns',
    nip: '197002171995031903',
    position: 'Kepala Bidang',
    workUnit: 'Dinas Contoh Kabupaten Boyolali',
    employer: 'Pemerintah Kabupaten Boyolali',
    personnelAuthority: 'boyolali' as AgencyId,
  },
} as const

/** The case officer must hear the witness: who reported is opened to him, by consent and to nobody else. */
export async function playOpening(file: CaseFile, { note, step, refused }: Narrator): Promise<void> {
  await refused(
    bagus,
    'wants to hear who was in the room. Who reported is not opened to him: his role alone opens nothing.',
    'reporter-not-opened',
    () => file.openReporter(bagus, 'Pemeriksaan saksi'),
  )
  const wanted = await step(
    bagus,
    'asks Kominfo to open it to him: “The video begins after the threat; only whoever reported heard it.”',
    () => file.requestReporter(bagus, 'The video begins after the threat; only whoever reported heard it.'),
  )
  const consented = await step(
    rangga,
    'is the second officer: he did not take the reporter in. He consents, for 24 hours.',
    () => file.consentToReporter(rangga, wanted.number, 24),
  )
  note(`The referral is ${consented.status} as before; the consent ends by itself.`)
  const known = await step(
    bagus,
    'opens it, says what for, and hears the witness. What he reads is not shown here.',
    () => file.openReporter(bagus, 'Pemeriksaan saksi'),
  )
  if (known.identity.name !== reporter.name) throw new Error('it is not the reporter that was taken in')
  await refused(
    nurhayati,
    'cannot open it: the consent is for the officer who asked, and for nobody else.',
    'reporter-not-opened',
    () => file.openReporter(nurhayati, 'Pemeriksaan saksi'),
  )
  const openings = await step(dewi, 'sees at Kominfo who opened it.', () => file.reporterOpenings(dewi))
  for (const { by, purpose } of openings) note(`${by.agency}, ${by.role}, for: ${purpose}`)
}

/** Looks for the reporter in every reply of the story, and tells what it found. */
export function assertReporterSecret({ exchanges, note, tell }: Narrator): void {
  const secrets = [reporter.name, reporter.contact, reporter.nip, reporter.statement]
  const opened = exchanges.filter(({ path, status }) => path.endsWith('/reporter') && status === 200)
  const betrayed = exchanges.find(one => !opened.includes(one) && secrets.some(secret => one.bytes.includes(secret)))
  if (betrayed !== undefined) throw new Error(`${betrayed.method} ${betrayed.path} gave the reporter away`)
  tell('And the reporter?')
  note(
    `Name, contact, NIP and statement were looked for in all ${exchanges.length} replies so far: they are in the ${opened.length} that opened them, and in no other.`,
  )
}
