import type { CaseFile } from '../service/case-file.ts'
import type { Narrator } from './narrator.ts'
import { dewi } from './people.ts'

const contest = 'pemilu-2024-presidential'

/** The same like on two days: before the candidates were fixed it is ethics, after it heavy discipline. */
export async function tellClassification(file: CaseFile, { note, step }: Narrator): Promise<void> {
  const found = await step(dewi, 'asks which rows of the joint decree fit. It explains, and decides nothing.', () =>
    file.classification(dewi),
  )
  tellFits(found)
  const earlier = await step(dewi, 'asks what the same like would have been three weeks earlier.', () =>
    file.classify(dewi, { occurredAt: '2023-11-12T19:42:00+07:00', interaction: 'like', contest }),
  )
  tellFits(earlier)

  function tellFits({ date, fits }: typeof found): void {
    for (const { type, why } of fits) {
      const { code, track, penaltyClass, legalBasis, confidence } = type
      note(`On ${date}: ${code}, ${track}, ${penaltyClass ?? 'no class known'} (${legalBasis}; ${confidence}).`)
      for (const { en } of why) note(`- ${en}`)
    }
  }
}

/** What KASN would say of the draft, in the words of its own checklist, and what would stop its sending. */
export async function tellPreflight(file: CaseFile, { note, step }: Narrator): Promise<void> {
  const found = await step(dewi, 'asks beforehand what KASN would say of it, by its own checklist.', () =>
    file.preflight(dewi),
  )
  for (const { name, legalBasis, confidence, required, outcome } of found.items) {
    if (outcome !== 'gap') continue
    note(`- ${required ? 'A gap' : 'Advised'}: ${name.en} / ${name.id} (${legalBasis}; ${confidence})`)
  }
  for (const { rule, title } of found.refusals) note(`- Sending would be refused by ${rule}: ${title.en}`)
}
