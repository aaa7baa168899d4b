import Type, { type Static } from 'typebox'
import type { WorkItem } from '../db/work-lists.ts'
import { handoverStatuses } from '../domain/handed-over.ts'
import { obligationStatuses } from '../domain/obligation.ts'
import { referralStatuses } from '../domain/transitions.ts'
import { mostOnWorkList, type WorkList, type WorkListName, workLists } from '../domain/work-lists.ts'
import { named, ref } from '../http/named-schema.ts'
import { closed, count, instant, list, nullable, oneOf, oneOfThoseKnown, pageOf, text } from './words.ts'

const names = Object.keys(workLists) as WorkListName[]

export const WorkListInPath = Type.Object({ name: oneOf(names, 'The name of the list.') }, closed)

const kind = oneOf(['referral', 'obligation', 'handover'] as const, 'What is on it.')

export const WorkLists = named(
  'WorkLists',
  Type.Object(
    {
      items: list(
        Type.Object(
          {
            name: oneOfThoseKnown(names, 'Its name.'),
            title: Type.Object(
              {
                en: text(100, 'In English.', 'Overdue'),
                id: text(100, 'In Indonesian.', 'Lewat tenggat'),
              },
              closed,
            ),
            kind,
            count: count('How much is on it.'),
            capped: Type.Boolean({ description: 'There is more; nobody counts further.' }),
          },
          closed,
        ),
        100,
        'Those that are work for your roles.',
      ),
    },
    { ...closed, description: 'Ready lists of work.' },
  ),
)

export const WorkItemResource = named(
  'WorkItem',
  Type.Object(
    {
      kind,
      id: Type.String({ format: 'uuid', minLength: 36, maxLength: 36, description: 'Its id.' }),
      path: Type.String({ maxLength: 100, pattern: '^/v1/', description: 'Where it is read.' }),
      status: oneOf(
        [...new Set([...referralStatuses, ...obligationStatuses, ...handoverStatuses])],
        'Where it stands, in the words of its kind.',
      ),
      deadline: nullable(instant('Until when.'), 'The earliest running deadline that your agency bears, or null.'),
      changedAt: instant('When something last happened to it.'),
    },
    { ...closed, description: 'Something to do.' },
  ),
)
export const WorkListPage = named(
  'WorkListPage',
  pageOf(
    ref(WorkItemResource),
    'What is to be done; by deadline where the list goes by deadlines, otherwise newest first.',
  ),
)

export function toWorkLists(
  lists: readonly (readonly [WorkListName, WorkList])[],
  counted: ReadonlyMap<string, number>,
): Static<typeof WorkLists> {
  return {
    items: lists.map(([name, { title, kind: what }]) => {
      const found = counted.get(name) ?? 0
      return { name, title, kind: what, count: Math.min(found, mostOnWorkList), capped: found > mostOnWorkList }
    }),
  }
}

export function toWorkItem(kind: WorkList['kind'], { id, status, dueAt, changedAt }: WorkItem) {
  return { kind, id, path: `/v1/${kind}s/${id}`, status, deadline: dueAt, changedAt } as Static<typeof WorkItemResource>
}
