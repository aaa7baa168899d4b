import { type Act, access, isForPersons } from '../domain/access.ts'
import { roles } from '../domain/agencies.ts'
import { actsBehind, type EventTypeName, eventTypes } from '../domain/event-types.ts'
import { guardedFields, writableFields } from '../domain/fields.ts'
import { handoverMoves, handoverStatuses } from '../domain/handed-over.ts'
import { handlingTables } from '../domain/handling.ts'
import { oddities } from '../domain/oddities.ts'
import { consentHours, waysToReporter } from '../domain/reporter.ts'
import { type Rule, rules } from '../domain/rules.ts'
import { referralMoves, referralStatuses, violationMoves, violationStatuses } from '../domain/transitions.ts'
import { type ProblemEntry, problems } from '../problems.ts'
import { variables } from '../variables.ts'
import { clocksPage } from './clocks.ts'
import { lawPage } from './law.ts'
import { limitsPage } from './limits.ts'
import { code, page, table } from './markdown.ts'
import { metricsPage } from './metrics.ts'
import { partnerKitPage } from './partner-kit.ts'
import { workListsPage } from './work-lists.ts'

/** The reference pages, made from the tables the service itself works by. `npm run docs` writes them, a test compares. */
export function referenceDocs(): Record<string, string> {
  return {
    'docs/rules.md': rulesPage(),
    'docs/errors.md': errorsPage(),
    'docs/access.md': accessPage(),
    'docs/life-cycles.md': lifeCyclesPage(),
    'docs/events.md': eventsPage(),
    'docs/limits.md': limitsPage(),
    'docs/warnings.md': warningsPage(),
    'docs/clocks.md': clocksPage(),
    'docs/law.md': lawPage(),
    'docs/metrics.md': metricsPage(),
    'docs/partner-kit.md': partnerKitPage(),
    'docs/work-lists.md': workListsPage(),
  }
}

/** The table of variables, as the README shows it between its marks. */
export function variablesTable(): string {
  return table(
    ['Variable', 'Default', 'Meaning'],
    variables.map(({ name, default: value, meaning }) => [code(name), value === undefined ? '' : code(value), meaning]),
  )
}

function rulesPage(): string {
  const areas = {
    ACC: 'Access',
    GEN: 'All acts',
    VIO: 'Violations',
    REF: 'Referrals',
    DEC: 'Decisions',
    EVI: 'Evidence',
    CPY: 'Redacted copies',
    AUD: 'Read audit',
    RPT: 'Reporters',
    OFF: 'Officers',
    CHK: 'Checklists and their statistics',
    SUC: 'Succession of agencies',
    PER: 'Reported persons',
    CLK: 'Deadlines',
    CRH: 'Hand-overs to the election-crime track',
    OBL: 'Obligations',
    APP: 'Objections and administrative appeals',
    CLS: 'Classification',
    FED: 'Feed',
    WHK: 'Webhooks',
    SBX: 'Sandboxes',
    SRC: 'Search',
    BLK: 'Batches and exports',
  }
  return page(
    'Rules',
    'Every business rule that can refuse a request. A refusal carries the id as `rule` and the code as `code`; the tests that hold a rule have its id in their title.',
    ...Object.entries(areas).map(
      ([area, heading]) =>
        `## ${heading}\n\n${table(
          ['Rule', 'Code', 'Status', 'The rule'],
          Object.entries<Rule>(rules)
            .filter(([id]) => id.startsWith(`R-${area}-`))
            .map(([id, rule]) => [id, code(rule.code), String(statusOf(rule.code)), rule.sentence]),
        )}`,
    ),
  )
}

function errorsPage(): string {
  const sections = Object.entries<ProblemEntry>(problems)
    .toSorted(([a, one], [b, other]) => one.status - other.status || a.localeCompare(b))
    .map(([name, { status, title, meaning, rule }]) =>
      [
        `## ${code(name)}`,
        `**${status}** · ${title.en} · _${title.id}_${rule ? ` · rule [${rule}](rules.md)` : ''}`,
        meaning,
      ].join('\n\n'),
    )
  return page(
    'Errors',
    'Every error is a problem document (RFC 9457, `application/problem+json`). `code` is stable and for programs; `title` comes in English or Indonesian by `Accept-Language`; `errors` names the places in the request; `allowedActions` says what is possible instead. A code never changes its meaning.',
    ...sections,
  )
}

function accessPage(): string {
  return page(
    'Access',
    'Who may do what. The agency follows from the issuer of the token; the roles are in the token, and an agency may give only the roles that its mandates allow. Whoever is not a party sees nothing: hidden equals absent (404).',
    `## Acts\n\n${table(
      ['Act', 'Roles', 'Relation', 'While the case is', 'Mandate needed on the day'],
      Object.entries(access).map(([act, { roles, side, mandate }]) => [
        code(act),
        roles.length === 0 ? 'the service itself' : roles.map(code).join(', '),
        side,
        statesOf(act as Act),
        mandate === null ? '–' : code(mandate),
      ]),
    )}`,
    `## Roles\n\n${table(
      ['Role', 'Given by agencies with the mandate'],
      Object.entries(roles).map(([role, mandate]) => [code(role), mandate === null ? 'any agency' : code(mandate)]),
    )}`,
    `${(Object.keys(access) as Act[]).filter(isForPersons).map(code).join(', ')} are acts of a person: a machine client ([who is one](tokens.md#people-and-systems)) is refused them, with whatever role (R-ACC-06), and not offered them. An agency’s own system may record a report with its reporter; it has what it sent, and reading it back is a person’s.`,
    fieldsSection(),
    handlingSection(),
    reporterSection(),
    'Four eyes: whoever recorded a violation or an item of evidence does not refer it (R-REF-02), whoever drafted a decision does not issue it (R-DEC-02), whoever recorded an item does not erase it (R-EVI-08), whoever took a reporter in does not answer a request for the reporter (R-RPT-05). No role may do everything.',
  )
}

/** The states in which an act is possible, from the tables of the life cycles; an act they do not name has none of its own. */
function statesOf(act: Act): string {
  const moves: Partial<Record<Act, { readonly from: readonly string[] }>> = { ...violationMoves, ...referralMoves }
  return moves[act]?.from.map(code).join(', ') ?? 'any state'
}

function fieldsSection(): string {
  return [
    '## Fields that are read',
    'Whoever may read a violation or a referral reads all of its content but these. What is there and is left out is listed in `masked`; digests are over the whole content. An agency that gave a case back, or has not accepted it, reads less of it; whoever reads in an emergency reads none of these.',
    table(
      ['Member of `content`', 'Recording agency', 'Receiving agency', 'There while the referral is', 'Why'],
      Object.entries(guardedFields).map(([pointer, { owner, receiver, while: states, reason }]) => [
        code(pointer),
        owner.map(code).join(', '),
        receiver.map(code).join(', '),
        states.map(code).join(', '),
        reason,
      ]),
    ),
    '## Fields that are written',
    'A change of a violation names only members that the role may change in that state (R-ACC-05). Everything else is written by the act that makes it and never again. Marking what may go on is not recording: it takes nobody the right to refer.',
    table(
      ['Role', 'While the violation is', 'Members of `content`'],
      Object.entries(writableFields).map(([role, { states, fields }]) => [
        code(role),
        states.map(code).join(', '),
        fields.map(code).join(', '),
      ]),
    ),
  ].join('\n\n')
}

function handlingSection(): string {
  const { receiverMay, forbiddenBy } = handlingTables
  return [
    '## Handling of evidence',
    'A case and an item each have a level and codes; the stricter level and the codes of both hold (R-EVI-14). Whoever may read about an item does so at every level; this is about its bytes. An export leaves out the cases whose own level and codes do not let them be exported. At its own agency an item is open to whoever has the role, and a `strictly-confidential` one to those who recorded it and to referrers.',
    table(
      ['Level', 'Opened at the receiving agency by'],
      Object.entries(receiverMay).map(([level, { roles, assigned }]) => [
        code(level),
        `${roles.map(code).join(', ')}${assigned ? '; a case officer only when it is their case' : ''}`,
      ]),
    ),
    table(
      ['Code', 'Other agencies may not'],
      Object.entries(forbiddenBy).map(([name, uses]) => [code(name), uses.join(', ')]),
    ),
  ].join('\n\n')
}

function reporterSection(): string {
  return [
    '## Reporters',
    `A role alone opens no reporter (R-RPT-06, R-RPT-07). A consent lasts ${consentHours.usual} hours unless it says otherwise, and ${consentHours.most} at most.`,
    table(
      ['Act', 'Of its roles'],
      Object.values(waysToReporter).map(({ act, who }) => [code(act), who]),
    ),
  ].join('\n\n')
}

function lifeCyclesPage(): string {
  const moves = (table_: typeof violationMoves | typeof referralMoves) =>
    table(
      ['Act', 'Possible while', 'Leads to', 'Otherwise'],
      Object.entries(table_).map(([act, { from, to, otherwise }]) => [
        code(act),
        from.map(code).join(', '),
        to === null ? '(unchanged)' : code(to),
        otherwise,
      ]),
    )
  return page(
    'Life cycles',
    'The two tables that decide what is possible in which state. An act that already stands may be repeated with the same content; nothing happens then.',
    `## Violation\n\nStates: ${violationStatuses.map(code).join(', ')}. A violation is \`documented\` again when its referral is returned, rejected or withdrawn, and a change that leaves something missing makes it a \`draft\`.\n\n${moves(violationMoves)}`,
    `## Referral\n\nStates: ${referralStatuses.map(code).join(', ')}. A referral is \`decided\` when every reported person has a standing decision and no draft is left. A superseding decision on a \`closed\` referral makes it \`decided\` again.\n\n${moves(referralMoves)}`,
    `## Hand-over to the election-crime track\n\nStates: ${handoverStatuses.map(code).join(', ')}. It begins when a criminal decision is handed over; afterwards only the receiving agency moves it (R-CRH-04).\n\n${table(
      ['Report', 'Possible while', 'Leads to'],
      Object.entries(handoverMoves).map(([report, { from, to }]) => [
        code(report),
        from.map(code).join(', '),
        code(to),
      ]),
    )}`,
  )
}

function eventsPage(): string {
  return page(
    'Events',
    'Every type of event in the log. `parties` are read by both agencies, `actor-agency` only by the agency whose act it was. Issuing appends `DecisionReleased` to the examination and `DecisionIssued` to the referral; `ReferralDecided` follows the last issuance, the cancellation of the last draft, a merge of persons that leaves nobody without a decision, or an assignment by a successor where everybody has a decision already.',
    table(
      ['Event', 'Stream', 'Audience', 'Comes from'],
      Object.entries(eventTypes).map(([type, { stream, audience }]) => [
        code(type),
        stream,
        code(audience),
        actsBehind(type as EventTypeName)
          .map(code)
          .join(', '),
      ]),
    ),
  )
}

function warningsPage(): string {
  return page(
    'Warnings',
    'What looks odd about a violation or a reported person, and is accepted all the same: `warnings` names the place and the code. Numbers of persons are no keys. A wrong shape (letters, not 18 or 16 digits, the nine-digit NIP of before 2007) is refused with 400 instead. [Reported persons](persons.md) says how persons are told apart.',
    table(
      ['Code', 'Why', 'Alasan'],
      Object.entries(oddities).map(([name, { en, id }]) => [code(name), en, id]),
    ),
  )
}

function statusOf(name: string): number {
  return Object.entries(problems).find(([candidate]) => candidate === name)?.[1].status ?? 0
}
