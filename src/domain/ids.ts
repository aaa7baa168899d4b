export type ViolationId = string & { readonly violationId: unique symbol }
export type ReferralId = string & { readonly referralId: unique symbol }
export type ReportedPersonId = string & { readonly reportedPersonId: unique symbol }
export type ReporterId = string & { readonly reporterId: unique symbol }
