import type { Act } from '../domain/act.ts'
import type { AgencyId } from '../domain/agencies.ts'
import type { EventTypeName, StreamKind } from '../domain/event-types.ts'
import type { ReferralId, ViolationId } from '../domain/ids.ts'
import type { ReferralStatus, ViolationStatus } from '../domain/transitions.ts'
import { date, integer, jsonb, pgSchema, text, timestamp, uuid } from './drizzle.ts'

/**
 * The columns that queries read. The tables are made by the migrations; a test holds this list to the database. Only
 * what is listed or filtered is here: single cases are read by the statements in `case-store.ts`.
 */
const penerusan = pgSchema('penerusan')
const instant = { withTimezone: true, mode: 'string' } as const

/** Projection: one row a violation; row security shows it to its owner only. */
export const violations = penerusan.table('violations', {
  id: uuid().$type<ViolationId>().primaryKey(),
  owner: text().$type<AgencyId>().notNull(),
  status: text().$type<ViolationStatus>().notNull(),
  referralId: uuid('referral_id').$type<ReferralId>(),
  referralStatus: text('referral_status').$type<ReferralStatus>(),
  version: integer().notNull(),
  recordedAt: timestamp('recorded_at', instant).notNull(),
  changedAt: timestamp('changed_at', instant).notNull(),
  state: jsonb().notNull(),
})

/** Projection: one row a referral; row security shows it to its parties only. */
export const referrals = penerusan.table('referrals', {
  id: uuid().$type<ReferralId>().primaryKey(),
  violationId: uuid('violation_id').$type<ViolationId>().notNull(),
  sender: text().$type<AgencyId>().notNull(),
  receiver: text().$type<AgencyId>().notNull(),
  status: text().$type<ReferralStatus>().notNull(),
  versionNumber: integer('version_number').notNull(),
  dueOn: date('due_on', { mode: 'string' }),
  version: integer().notNull(),
  sentAt: timestamp('sent_at', instant).notNull(),
  changedAt: timestamp('changed_at', instant).notNull(),
})

/** Projection: who may see which referral; every list scans its index. */
export const referralParties = penerusan.table('referral_parties', {
  agency: text().$type<AgencyId>().notNull(),
  referralId: uuid('referral_id').$type<ReferralId>().notNull(),
  status: text().$type<ReferralStatus>().notNull(),
  violationId: uuid('violation_id').$type<ViolationId>().notNull(),
})

/** The log, as its audience may read it. */
export const events = penerusan.table('events', {
  stream: text().$type<StreamKind>().notNull(),
  streamId: uuid('stream_id').notNull(),
  version: integer().notNull(),
  id: uuid().notNull(),
  type: text().$type<EventTypeName>().notNull(),
  agency: text().$type<AgencyId>().notNull(),
  act: jsonb().$type<Omit<Act, 'at'>>().notNull(),
  at: timestamp(instant).notNull(),
})

/** Configuration: the agency directory. */
export const agencies = penerusan.table('agencies', {
  id: text().$type<AgencyId>().primaryKey(),
  kind: text().notNull(),
  nameEn: text('name_en').notNull(),
  nameId: text('name_id').notNull(),
  higherAuthority: text('higher_authority').$type<AgencyId>(),
})
