import Type, { type Static } from 'typebox'
import { type Confidence, confidences } from '../domain/catalogue.ts'
import { type CheckMark, checkMarks } from '../domain/checklist.ts'
import type { ViolationId } from '../domain/ids.ts'
import { checkOutcomes, type Preflight } from '../domain/preflight.ts'
import type { Rejection } from '../domain/rejection.ts'
import { type RuleId, rules } from '../domain/rules.ts'
import { named, ref } from '../http/named-schema.ts'
import { bilingual } from './catalogue-rows.ts'
import { Agency, closed, count, id, instant, list, nullable, oneOf, text } from './words.ts'

/** The most items that a checklist has. */
export const mostChecklistItems = 100

/** A code of a catalogue; which there are changes with the law, so they are no part of the description. */
export function catalogueCode(description: string, examples: readonly string[]) {
  return Type.String({
    minLength: 1,
    maxLength: 60,
    pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    description,
    examples: [...examples],
  })
}

/** An item of the checklist, by its code; the examples are on the checklists that the service is shipped with. */
export const checklistItemCode = catalogueCode(
  'An item of the checklist that applies, by its code in `/v1/catalogue/checklists`.',
  ['evidence', 'reported-person', 'event-description', 'time-of-event', 'place-of-event'],
)

export const CitedChecklistResource = named(
  'CitedChecklist',
  Type.Object(
    {
      code: Type.String({
        minLength: 1,
        maxLength: 60,
        pattern: '^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$',
        description: 'Which checklist, by its code in `/v1/catalogue/checklists`.',
        examples: ['referral-digital'],
      }),
      version: count('Of the catalogue that it was read from.', 1),
    },
    { ...closed, description: 'The checklist under which something was done; it does not change with the catalogue.' },
  ),
)

const mark = Type.Object(
  {
    code: checklistItemCode,
    mark: oneOf(checkMarks, 'How the officer found it.'),
    note: Type.Optional(text(4000, 'In words.', 'Both witnesses are named with an address.')),
  },
  { ...closed, description: 'How an officer found an item that the service cannot look at by itself.' },
)
export const checkMarkList = list(mark, mostChecklistItems, 'What the officer found, of the items left to the officer.')

export const AcceptanceInput = named(
  'AcceptanceInput',
  Type.Object(
    { marks: Type.Optional(checkMarkList) },
    {
      ...closed,
      description: 'How the officer found the items that the service cannot look at; it may be left out.',
      examples: [{}],
    },
  ),
)

const legalBasis = text(1000, 'The instrument and article.', 'Perbawaslu 7/2022 Ps. 15 ayat (4)')
const confidence = Type.Unsafe<Confidence>(
  oneOf(confidences, 'How well it is known: read in a public source, not read again, or concluded.'),
)
const pointer = Type.String({
  maxLength: 300,
  pattern: '^(/[^/]*)*$',
  description: 'A JSON Pointer (RFC 6901) into the content, or `/evidence/{id}`.',
  examples: ['/reportedPersons/0/name'],
})

const refusal = Type.Object(
  {
    rule: Type.Unsafe<RuleId>(
      Type.String({
        maxLength: 10,
        pattern: '^R-[A-Z]{3}-\\d{2}$',
        description: 'The rule that would refuse.',
        examples: ['R-REF-02'],
      }),
    ),
    code: catalogueCode('What the problem document would carry as `code`.', ['referrer-is-recorder']),
    title: bilingual('What it would say.'),
    errors: list(
      Type.Object({ pointer, code: catalogueCode('What is the matter with it.', ['missing']) }, closed),
      1000,
      'The places it is about.',
    ),
  },
  { ...closed, description: 'A rule for which sending would be refused now.' },
)

export const PreflightResource = named(
  'Preflight',
  Type.Object(
    {
      violationId: id<ViolationId>('The violation.'),
      at: instant('For when it is true.'),
      by: oneOf(['referral', 'resubmission'] as const, 'How it would be sent: a returned violation is resubmitted.'),
      receiver: nullable(Agency, 'Who would receive it now; null when nobody holds the mandate.'),
      checklist: nullable(
        Type.Object(
          {
            code: CitedChecklistResource.properties.code,
            version: CitedChecklistResource.properties.version,
            name: bilingual('What it is called.'),
            legalBasis,
            confidence,
            mostRounds: count('How often a referral may be returned under it.'),
          },
          { ...closed, description: 'The checklist of the suggested category, in force today.' },
        ),
        'Null when none is in force.',
      ),
      items: list(
        Type.Object(
          {
            code: checklistItemCode,
            kind: oneOf(['formal', 'material'] as const, 'Which kind of requirement.'),
            name: bilingual('What is asked for, in the words of the receiver.'),
            legalBasis,
            confidence,
            required: Type.Boolean({ description: 'Whether a gap is returned, or only advised against.' }),
            outcome: oneOf(checkOutcomes, 'Met, a gap, or for the officer of the receiver to judge.'),
            pointers: list(pointer, 1000, 'What the outcome rests on: what is there, or what is not.'),
          },
          { ...closed, description: 'An item of the checklist, held against the violation.' },
        ),
        mostChecklistItems,
        'Every item of the checklist, in its order.',
      ),
      complete: Type.Boolean({ description: 'No required item is a gap; what the officer judges is not looked at.' }),
      refusals: list(refusal, 20, 'Everything for which your sending would be refused now; empty: it would be taken.'),
    },
    { ...closed, description: 'What the receiver would say of a violation, and what would stop its sending.' },
  ),
)

export function toPreflightResource(
  violationId: ViolationId,
  at: string,
  { by, receiver, applied, items, complete, refusals }: Preflight,
): Static<typeof PreflightResource> {
  return {
    violationId,
    at,
    by,
    receiver: receiver ?? null,
    checklist: applied === undefined ? null : toChecklist(applied),
    items: items.map(({ item: { code, kind, name, legalBasis, confidence, required }, outcome, pointers }) => ({
      ...{ code, kind, name, legalBasis, confidence, required, outcome },
      pointers: [...pointers],
    })),
    complete,
    refusals: refusals.map(toRefusal),
  }
}

function toChecklist({ checklist, version }: NonNullable<Preflight['applied']>) {
  const { code, name, legalBasis, confidence, mostRounds } = checklist
  return { code, version, name, legalBasis, confidence, mostRounds }
}

function toRefusal({ rule, faults }: Rejection) {
  const { code, title } = rules[rule]
  return { rule, code, title, errors: faults.map(fault => ({ ...fault })) }
}

/** What of the checklist an acceptance shows. */
export const examined = {
  checklist: nullable(ref(CitedChecklistResource), 'Under which it was accepted; null when there was none.'),
  marks: checkMarkList,
}

export function toMarks(marks: readonly CheckMark[]) {
  return marks.map(given => ({ ...given }))
}
