/**
 * How often what happens in the cycle that `--cases` plays: that of the general election of 2024. Each figure says
 * where it was published; where nobody has published one, it says that it is assumed. Weights need not add up to 100.
 */

/**
 * Forms of violation. KASN's figures for the general election of 2024, from the press, Mendagri 25 March 2024, name the
 * first five (57.9 %). Declarations and approaching a party: KASN, whole cycle of 2020. The rest is assumed, so that
 * acts online come to 27 to 30 % as in both cycles.
 */
export const forms = {
  'social-media-reaction': 15.8,
  'campaign-participation': 12.9,
  'online-campaign': 11.3,
  'partisan-activity': 10.8,
  'party-membership': 7.1,
  declaration: 10.9,
  'approaching-a-party': 5.6,
  'photo-with-candidate': 2.5,
  'campaign-prop': 6.1,
  'favouring-decision': 6,
  'mobilising-staff': 5,
  'state-facilities': 4,
  'support-letter': 2,
} as const

/** When it happened. KASN, June 2024: 262 cases of 2023, 202 of 2024. That a quarter of 2023 came early is assumed. */
export const periods = {
  'before-candidates-were-fixed': 65,
  'late-2023': 197,
  'early-2024': 202,
} as const

/** Findings and reports. Bawaslu, local elections of 2024, later count: 372 findings, 430 reports. */
export const findingShare = 372 / (372 + 430)

/** Of acts online, assumed: mostly the patrol finds them. What it finds of the others is what then brings the share above. */
export const findingShareOnline = 0.85

/** Channels of reports. Pressure by candidates is the cause of 7.48 % (KASN survey); the other two are assumed. */
export const channels = { 'asn-self-report': 7.5, 'public-portal': 70, agency: 22.5 } as const

/** Positions. KASN's figures for the general election of 2024, from the press, Mendagri 25 March 2024; the rest supervisors. */
export const positions = {
  'high-leadership': 22.9,
  functional: 23.3,
  administrator: 10.4,
  implementer: 18.3,
  'head-of-district-or-ward': 16.7,
  supervisor: 8.4,
} as const

/** Provinces. KASN, 30 September 2020, of 694: the five first; the others are those of KASN's risk index, in equal parts. */
export const provinces = {
  'Sulawesi Tenggara': 90,
  'Nusa Tenggara Barat': 83,
  'Jawa Tengah': 74,
  'Sulawesi Selatan': 49,
  'Jawa Timur': 42,
  'Maluku Utara': 89,
  'Sulawesi Utara': 89,
  Banten: 89,
  'Nusa Tenggara Timur': 89,
} as const

/** Assumed: how many are PPPK; in how many cases two are reported; how often nobody knows at first who it was. */
export const pppkShare = 0.12
export const secondPersonShare = 0.08
export const unidentifiedShare = 0.1

/** What the recording agency does. Bawaslu, local elections of 2020: of 1,536 it forwarded 1,398 and stopped 53. */
export const recordings = { referred: 1398, dismissed: 53, 'still-documented': 50, 'still-draft': 35 } as const

/**
 * How intake answers the first time. Bawaslu, local elections of 2024: of 430 reports 141 were not registered, here
 * returned, and 9 were pending. Outright rejection and withdrawal are assumed.
 */
export const firstAnswers = {
  accepted: 251,
  returned: 141,
  rejected: 22,
  withdrawn: 7,
  'not-answered': 6,
  'not-received': 3,
} as const

/** What follows a return: assumed. */
export const afterReturn = { accepted: 70, rejected: 12, withdrawn: 6, 'still-returned': 12 } as const

/** How far the examination has come. Bawaslu, 3 December 2024: 20 of 433 open. Withdrawal by consent is assumed. */
export const examinations = { decided: 409, open: 20, withdrawn: 4 } as const

/** Proven. KASN's figures for the general election of 2024, from the press, Mendagri 25 March 2024: 240 of 450. */
export const provenShare = 240 / 450

/** What was found where nothing was proven: assumed. */
export const unprovenOutcomes = { 'not-proven': 45, 'no-violation': 40, 'time-barred': 7, moot: 8 } as const

/** Proven and more than discipline, of the forms that can be. Bawaslu, 28 October 2024, of 195 village heads: 12 crimes. */
export const criminalShare = 12 / 195

/** Followed up, so that the referral is closed. From the press, Mendagri 25 March 2024: 180 of 240; where nothing follows, all. */
export const followedUpShare = 180 / 240

/** Cases with a question and an answer between the agencies: assumed. */
export const questionShare = 0.35

/**
 * Evidence, all assumed: how many cases have any, how many of them a second item, how many reports come with something
 * that the service must keep back, and in how many cases the case officer opens what was handed over. In earnest nearly
 * every case has evidence; here it is a share of them, so that the database still fills fast.
 */
export const evidenceShare = 0.2
export const secondItemShare = 0.2
export const unsafeShare = 0.15
export const openedShare = 0.8
