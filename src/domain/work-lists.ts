import { access } from './access.ts'
import type { Role } from './agencies.ts'
import {
  type DeadlineAsked,
  type EntrySearch,
  type ReferralSearch,
  type Searcher,
  toReferralSearch,
} from './case-search.ts'
import type { HandoverStatus } from './handed-over.ts'
import type { ObligationStatus } from './obligation.ts'
import { Rejection } from './rejection.ts'
import { openStatuses } from './transitions.ts'

/** What is not searched by words, but stands in lists of work. */
type ObligationSearch = {
  readonly statuses: readonly ObligationStatus[]
  /** Nobody answered, and a step was taken. */
  readonly escalating?: true
  /** A report of another penalty or the outcome of an appeal waits for the agency that decided. */
  readonly forOurAnswer?: true
  /** The answer to an appeal was found overdue. */
  readonly appealOverdue?: true
  readonly deadline?: DeadlineAsked
}
type HandoverSearch = { readonly statuses: readonly HandoverStatus[] }

type Named<Kind, Search> = {
  readonly kind: Kind
  readonly title: { readonly en: string; readonly id: string }
  readonly roles: readonly Role[]
  readonly search: Search
}

/** A search with a name: what it finds is work for these roles. Of referrals it is the body of a search. */
export type WorkList =
  | Named<'referral', ReferralSearch>
  | Named<'obligation', ObligationSearch>
  | Named<'handover', HandoverSearch>

/** The ready lists: the one table from which the routes and docs/work-lists.md are made, and the tests take their cases. */
export const workLists = {
  'waiting-for-receipt': {
    kind: 'referral',
    title: { en: 'Waiting for receipt', id: 'Menunggu penerimaan' },
    roles: ['intake-officer'],
    search: { waitingFor: 'receipt' },
  },
  'waiting-for-acceptance': {
    kind: 'referral',
    title: { en: 'Waiting for acceptance', id: 'Menunggu penetapan diterima' },
    roles: ['intake-officer'],
    search: { waitingFor: 'acceptance' },
  },
  'waiting-for-assignment': {
    kind: 'referral',
    title: { en: 'Waiting for a case officer', id: 'Menunggu penunjukan petugas' },
    roles: ['commissioner'],
    search: { waitingFor: 'assignment' },
  },
  mine: {
    kind: 'referral',
    title: { en: 'Mine', id: 'Perkara saya' },
    roles: ['case-officer'],
    search: { officers: ['me'], side: 'receiver', statuses: openStatuses },
  },
  'mine-due-in-3-days': {
    kind: 'referral',
    title: { en: 'Mine, due in 3 days', id: 'Perkara saya, jatuh tempo 3 hari lagi' },
    roles: ['case-officer'],
    search: { officers: ['me'], side: 'receiver', statuses: openStatuses, deadline: { withinDays: 3 } },
  },
  overdue: {
    kind: 'referral',
    title: { en: 'Overdue', id: 'Lewat jatuh tempo' },
    roles: ['recorder', 'referrer', 'intake-officer', 'case-officer', 'commissioner'],
    search: { statuses: openStatuses, deadline: { overdue: true } },
  },
  'returned-twice': {
    kind: 'referral',
    title: { en: 'Returned twice or more', id: 'Dikembalikan dua kali atau lebih' },
    roles: ['recorder', 'referrer', 'intake-officer', 'commissioner'],
    search: { returnedAtLeast: 2, statuses: openStatuses },
  },
  'returned-to-us': {
    kind: 'referral',
    title: { en: 'Returned to us, by due date', id: 'Dikembalikan kepada kami, menurut jatuh tempo' },
    roles: ['recorder', 'referrer'],
    search: { waitingFor: 'completion', deadline: {} },
  },
  'decisions-to-issue': {
    kind: 'referral',
    title: { en: 'Decisions waiting for issuance', id: 'Keputusan menunggu penetapan' },
    roles: ['commissioner'],
    search: { waitingFor: 'issuance' },
  },
  'questions-to-answer': {
    kind: 'referral',
    title: { en: 'Questions that we have not answered', id: 'Pertanyaan yang belum kami jawab' },
    roles: access.answer.roles,
    search: { waitingFor: 'our-answer' },
  },
  'withdrawals-to-answer': {
    kind: 'referral',
    title: { en: 'Requests to withdraw that we have not answered', id: 'Permintaan pencabutan yang belum dijawab' },
    roles: access['withdrawal-consent'].roles,
    search: { waitingFor: 'withdrawal-answer' },
  },
  'hand-overs-to-send': {
    kind: 'referral',
    title: { en: 'Criminal decisions to hand over', id: 'Keputusan pidana yang harus diteruskan' },
    roles: access['handover-sending'].roles,
    search: { waitingFor: 'hand-over' },
  },
  'closures-to-confirm': {
    kind: 'referral',
    title: { en: 'Closures to confirm', id: 'Penutupan yang harus dikonfirmasi' },
    roles: access.closure.roles,
    search: { waitingFor: 'closure' },
  },
  'obligations-open': {
    kind: 'obligation',
    title: { en: 'Open obligations', id: 'Kewajiban yang belum dilaksanakan' },
    roles: ['commissioner', 'personnel-officer', 'compliance-officer'],
    search: { statuses: ['open'] },
  },
  'obligations-overdue': {
    kind: 'obligation',
    title: { en: 'Overdue obligations', id: 'Kewajiban yang lewat jatuh tempo' },
    roles: ['commissioner', 'personnel-officer', 'compliance-officer'],
    search: { statuses: ['open'], deadline: { overdue: true } },
  },
  'obligations-escalating': {
    kind: 'obligation',
    title: { en: 'Obligations whose silence escalates', id: 'Kewajiban yang dieskalasi karena tidak ada jawaban' },
    roles: ['commissioner', 'personnel-officer', 'compliance-officer'],
    search: { statuses: ['open'], escalating: true },
  },
  'reports-and-outcomes-to-answer': {
    kind: 'obligation',
    title: {
      en: 'Reports and outcomes of appeals that we have not answered',
      id: 'Laporan dan hasil upaya administratif yang belum kami jawab',
    },
    roles: access['outcome-acceptance'].roles,
    search: { statuses: ['open', 'executed'], forOurAnswer: true },
  },
  'appeals-overdue': {
    kind: 'obligation',
    title: { en: 'Appeals whose answer is overdue', id: 'Upaya administratif yang jawabannya lewat jatuh tempo' },
    roles: access['appeal-outcome'].roles,
    search: { statuses: ['open', 'executed'], appealOverdue: true },
  },
  'hand-overs-without-receipt': {
    kind: 'handover',
    title: { en: 'Hand-overs whose receipt nobody confirmed', id: 'Penerusan yang belum dikonfirmasi penerimaannya' },
    roles: ['commissioner', 'election-officer'],
    search: { statuses: ['sent'] },
  },
} as const satisfies Record<string, WorkList>
export type WorkListName = keyof typeof workLists

/** What is on a list is counted up to here. */
export const mostOnWorkList = 100

/** The lists that are work for somebody with these roles, in the order of the table. */
export function workListsOf(callerRoles: readonly Role[]): (readonly [WorkListName, WorkList])[] {
  return (Object.entries(workLists) as [WorkListName, WorkList][]).filter(([, { roles }]) =>
    roles.some(role => callerRoles.includes(role)),
  )
}

/** A work list as the index understands it. */
export function searchOfWorkList(list: WorkList, searcher: Searcher): EntrySearch {
  if (list.kind === 'referral') {
    const search = toReferralSearch(list.search, searcher)
    if (search instanceof Rejection) throw new Error('a work list is a search that is allowed')
    return search
  }
  const { search } = list
  return {
    words: [],
    guards: [],
    all: [
      search.statuses.map(status => `status:${status}`),
      ...('escalating' in search && search.escalating ? [['step:taken']] : []),
      ...('forOurAnswer' in search && search.forOurAnswer ? [['answer:ours']] : []),
      ...('appealOverdue' in search && search.appealOverdue ? [['appeal:overdue']] : []),
    ],
    none: [],
    ...('deadline' in search && search.deadline && { due: search.deadline }),
  }
}
