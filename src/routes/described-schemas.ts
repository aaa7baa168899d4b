import * as accessExplanationSchemas from '../resources/access-explanation.ts'
import * as agencySchemas from '../resources/agency.ts'
import * as caseSearchSchemas from '../resources/case-search.ts'
import * as catalogueSchemas from '../resources/catalogue.ts'
import * as catalogueRowSchemas from '../resources/catalogue-rows.ts'
import * as checklistSchemas from '../resources/checklist.ts'
import * as classificationSchemas from '../resources/classification.ts'
import * as copySchemas from '../resources/copy.ts'
import * as custodySchemas from '../resources/custody.ts'
import * as deadlineSchemas from '../resources/deadline.ts'
import * as decisionSchemas from '../resources/decision.ts'
import * as decisionEvidenceSchemas from '../resources/decision-evidence.ts'
import * as decisionInputSchemas from '../resources/decision-input.ts'
import * as departureSchemas from '../resources/departure.ts'
import * as duplicateHintSchemas from '../resources/duplicate-hints.ts'
import * as emergencySchemas from '../resources/emergency-access.ts'
import * as evidenceSchemas from '../resources/evidence.ts'
import * as exportSchemas from '../resources/export.ts'
import * as feedSchemas from '../resources/feed.ts'
import * as handoverSchemas from '../resources/handover.ts'
import * as obligationSchemas from '../resources/obligation.ts'
import * as obligationInputSchemas from '../resources/obligation-input.ts'
import * as personSchemas from '../resources/person.ts'
import * as readAuditSchemas from '../resources/read-audit.ts'
import * as recusalSchemas from '../resources/recusal.ts'
import * as referralSchemas from '../resources/referral.ts'
import * as referralBatchSchemas from '../resources/referral-batch.ts'
import * as referralInputSchemas from '../resources/referral-input.ts'
import * as reportedPersonSchemas from '../resources/reported-person.ts'
import * as reporterSchemas from '../resources/reporter.ts'
import * as sandboxSchemas from '../resources/sandbox.ts'
import * as statisticsSchemas from '../resources/statistics.ts'
import * as successionSchemas from '../resources/succession.ts'
import * as timelineSchemas from '../resources/timeline.ts'
import * as violationSchemas from '../resources/violation.ts'
import * as violationInputSchemas from '../resources/violation-input.ts'
import * as webhookSchemas from '../resources/webhook.ts'
import * as sharedSchemas from '../resources/words.ts'
import * as workListSchemas from '../resources/work-list.ts'
import * as evidenceIntakeSchemas from './evidence-intake.ts'
import * as healthSchemas from './health.ts'
import * as protectedResourceSchemas from './protected-resource.ts'

/** The modules whose named schemas the API description publishes, in its order. */
export const describedSchemas: readonly Readonly<Record<string, unknown>>[] = [
  sharedSchemas,
  reportedPersonSchemas,
  violationInputSchemas,
  violationSchemas,
  referralInputSchemas,
  referralSchemas,
  decisionInputSchemas,
  decisionSchemas,
  decisionEvidenceSchemas,
  evidenceSchemas,
  evidenceIntakeSchemas,
  custodySchemas,
  copySchemas,
  timelineSchemas,
  agencySchemas,
  readAuditSchemas,
  accessExplanationSchemas,
  reporterSchemas,
  recusalSchemas,
  departureSchemas,
  emergencySchemas,
  checklistSchemas,
  statisticsSchemas,
  successionSchemas,
  personSchemas,
  duplicateHintSchemas,
  handoverSchemas,
  obligationInputSchemas,
  obligationSchemas,
  caseSearchSchemas,
  workListSchemas,
  deadlineSchemas,
  catalogueRowSchemas,
  catalogueSchemas,
  classificationSchemas,
  feedSchemas,
  webhookSchemas,
  referralBatchSchemas,
  exportSchemas,
  healthSchemas,
  protectedResourceSchemas,
]

/** What a sandbox publishes beside them. */
export { sandboxSchemas }
