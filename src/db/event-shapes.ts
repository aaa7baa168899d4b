/** SHA-256 of an empty manifest, `[]`. */
const emptyManifestDigest = '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945'
const withoutEvidence = { manifest: [], manifestDigest: emptyManifestDigest }

/**
 * What an event says, in today's shape: what was sent or decided before there was evidence had none, and no answer to an appeal was
 * watched.
 */
export function lifted(type: string, payload: unknown): unknown {
  switch (type) {
    case 'ReferralSent':
    case 'ReferralResubmitted': {
      const data = payload as { version: object }
      return { ...data, version: { ...withoutEvidence, ...data.version } }
    }
    case 'DecisionIssued':
      return { openings: [], manifestDigest: emptyManifestDigest, ...(payload as object) }
    case 'AppealRecorded': {
      const data = payload as { answer: { dueAt: string } | null; timing: { next: object | null } }
      const { answer, timing } = data
      if (answer === null || timing.next !== null) return data
      // Nobody watched whether the answer came.
      const next = { action: 'appeal-overdue', step: null, at: answer.dueAt }
      return { ...data, timing: { ...timing, next } }
    }
    default:
      return payload
  }
}
