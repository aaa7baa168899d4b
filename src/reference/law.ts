import { readCatalogues } from '../catalogue/catalogue.ts'
import type { CatalogueRow, ReviewedLaw } from '../domain/catalogue.ts'
import { code, page, table } from './markdown.ts'

/** The shipped law as tables for people; docs/catalogue.md says how it is corrected. */
export function lawPage(law: ReviewedLaw = readCatalogues()): string {
  return page(
    'The law as shipped',
    'What the shipped catalogues say, with how well each row is known: `sourced` was read in a public source, `unverified` is remembered, `inferred` is concluded. How a row is corrected: [catalogue.md](catalogue.md).',
    `## Violation types\n\n${table(
      ['Code', 'Valid', 'Act', 'Candidate', 'Breaches', 'Penalty', 'Known'],
      law['violation-types'].map(row => [
        code(row.code),
        validity(row),
        row.name.id,
        row.candidateStatus,
        codes(row.breaches),
        `${row.penaltyClass ?? '?'} ${codes(row.penaltyProvisions)}`.trim(),
        row.confidence,
      ]),
    )}`,
    `## Sanctions\n\n${table(
      ['Code', 'Valid', 'Sanction', 'Class', 'For', 'Until enforceable', 'Known'],
      law.sanctions.map(row => [
        code(row.code),
        validity(row),
        row.name.id,
        row.penaltyClass,
        [...row.employeeTypes, row.agency ?? ''].join(' ').trim(),
        row.interimSubstitute === null ? '' : code(row.interimSubstitute),
        row.confidence,
      ]),
    )}`,
    `## Criminal provisions\n\n${table(
      ['Code', 'Valid', 'Article', 'Subjects', 'Civil servants', 'Known'],
      law['criminal-provisions'].map(row => [
        code(row.code),
        validity(row),
        row.legalBasis,
        row.subjects.join(', '),
        row.civilServants,
        row.confidence,
      ]),
    )}`,
    `## Clocks\n\n${table(
      ['Code', 'Valid', 'Starts on', 'Length', 'Legal basis', 'Known'],
      law.clocks.map(row => [
        code(row.code),
        validity(row),
        code(row.startsOn),
        `${row.length} ${row.unit}${row.direction === 'backward' ? ' before' : ''}`,
        row.legalBasis,
        row.confidence,
      ]),
    )}`,
    `## Contests\n\n${table(
      ['Code', 'Candidates fixed', 'Campaign', 'Vote', 'Final', 'Known'],
      law.contests.map(({ code: name, fixedAt, campaign, votingDay, finalAt, confidence }) => [
        code(name),
        fixedAt ?? '?',
        campaign === null ? '?' : `${campaign.from} to ${campaign.to}`,
        votingDay,
        finalAt ?? '?',
        confidence,
      ]),
    )}`,
  )
}

function validity({ from, to }: CatalogueRow): string {
  return `${from} to ${to ?? '…'}`
}

function codes(list: readonly string[]): string {
  return list.map(code).join(', ')
}
