export type ViolationId = string & { readonly violationId: unique symbol }
export type ReferralId = string & { readonly referralId: unique symbol }
export type ReportedPersonId = string & { readonly reportedPersonId: unique symbol }
export type ReporterId = string & { readonly reporterId: unique symbol }
export type EvidenceId = string & { readonly evidenceId: unique symbol }
/** Stored bytes; items with the same bytes share one. */
export type ContentId = string & { readonly contentId: unique symbol }
export type CopyId = string & { readonly copyId: unique symbol }
export type UploadId = string & { readonly uploadId: unique symbol }
export type RecusalId = string & { readonly recusalId: unique symbol }
export type DepartureId = string & { readonly departureId: unique symbol }
export type HandoverId = string & { readonly handoverId: unique symbol }
export type EmergencyAccessId = string & { readonly emergencyAccessId: unique symbol }
export type ObligationId = string & { readonly obligationId: unique symbol }
export type WebhookId = string & { readonly webhookId: unique symbol }
export type WebhookKeyId = string & { readonly webhookKeyId: unique symbol }

/** One of these, and none of the others. */
export type OneOf<Ids> = {
  readonly [Name in keyof Ids]: Pick<Ids, Name> & { readonly [Other in Exclude<keyof Ids, Name>]?: undefined }
}[keyof Ids]
