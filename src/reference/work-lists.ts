import { workLists } from '../domain/work-lists.ts'
import { code, page, table } from './markdown.ts'

/** docs/work-lists.md: every ready list, whose it is, and the search that it is. */
export function workListsPage(): string {
  return page(
    'Work lists',
    '`GET /v1/work-lists` gives the lists of the caller’s roles with how much is on each; `GET /v1/work-lists/{name}` gives one, page by page. A list of referrals is a search with a name: send what stands here to `POST /v1/referrals/search`, with more beside it, for a narrower one. [Search](search.md) says how it finds.',
    table(
      ['List', 'In English', 'In Indonesian', 'Work for', 'Of', 'The search'],
      Object.entries(workLists).map(([name, { kind, title, roles, search }]) => [
        code(name),
        title.en,
        title.id,
        roles.map(code).join(', '),
        kind,
        code(JSON.stringify(search)),
      ]),
    ),
    `What is due in three days of what is mine and was returned twice:\n\n${code('{"officers": ["me"], "returnedAtLeast": 2, "deadline": {"withinDays": 3}}')}`,
  )
}
