import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const page = readFileSync(join(import.meta.dirname, '../../docs/access.md'), 'utf8')

/** A row of the published table of acts; `states` is null where it says any state, `mandate` where it needs none. */
export type PublishedAct = {
  readonly roles: readonly string[]
  readonly relation: string
  readonly states: readonly string[] | null
  readonly mandate: string | null
}

/** Who reads a member of a case's content that not everybody reads. */
export type PublishedField = {
  readonly owner: readonly string[]
  readonly receiver: readonly string[]
  readonly states: readonly string[]
}

/** What docs/access.md says, read as its readers read it. */
export const published = {
  acts: new Map<string, PublishedAct>(
    rowsUnder('Acts').map(([act, roles, relation, states, mandate]) => [
      only(act),
      {
        roles: words(roles),
        relation: relation ?? '',
        states: states === 'any state' ? null : words(states),
        mandate: mandate === '–' ? null : only(mandate),
      },
    ]),
  ),
  /** Each role with the mandate its agency must hold; null for any agency. */
  roles: new Map<string, string | null>(
    rowsUnder('Roles').map(([role, mandate]) => [only(role), mandate === 'any agency' ? null : only(mandate)]),
  ),
  /** By the pointer into `content`. */
  fieldsRead: new Map<string, PublishedField>(
    rowsUnder('Fields that are read').map(([member, owner, receiver, states]) => [
      only(member),
      { owner: words(owner), receiver: words(receiver), states: words(states) },
    ]),
  ),
  /** By role: in which states of the violation, and which members. */
  fieldsWritten: new Map<string, { readonly states: readonly string[]; readonly members: readonly string[] }>(
    rowsUnder('Fields that are written').map(([role, states, members]) => [
      only(role),
      { states: words(states), members: words(members) },
    ]),
  ),
  /** By level: the roles of the receiving agency that open an item. */
  opened: new Map<string, readonly string[]>(
    rowsUnder('Handling of evidence')
      .filter(([level, roles]) => level !== undefined && roles?.includes('officer'))
      .map(([level, roles]) => [only(level), words(roles)]),
  ),
  /** Acts that a role alone does not allow, with the words that say who may. */
  reporters: new Map<string, string>(rowsUnder('Reporters').map(([act, who]) => [only(act), who ?? ''])),
}

/** The rows of the tables under a heading, without their headings, as cells. */
function rowsUnder(heading: string): string[][] {
  const section = page.split(/^## /m).find(text => text.startsWith(`${heading}\n`))
  if (section === undefined) throw new Error(`docs/access.md has nothing under ${heading}`)
  const lines = section.split('\n')
  return lines
    .filter((line, index) => line.startsWith('|') && !/^\| -/.test(line) && !/^\| -/.test(lines[index + 1] ?? ''))
    .map(line =>
      line
        .slice(1, -1)
        .split('|')
        .map(cell => cell.trim()),
    )
}

/** What stands in backquotes. */
function words(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)
}

function only(cell = ''): string {
  const [word, ...rest] = words(cell)
  if (word === undefined || rest.length > 0) throw new Error(`docs/access.md: not one word: ${cell}`)
  return word
}
