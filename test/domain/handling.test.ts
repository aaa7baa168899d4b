import fc from 'fast-check'
import t from 'tap'
import { type PersonId, type Role, roles } from '../../src/domain/agencies.ts'
import {
  type Confidentiality,
  confidentialityLevels,
  effectiveHandling,
  type Handler,
  type Handling,
  type HandlingCode,
  handlingCodes,
  type Use,
  whatForbids,
} from '../../src/domain/handling.ts'
import { bkn, kasn, kominfo, officers } from './examples.ts'

const allowsUse = (...asked: Parameters<typeof whatForbids>) => whatForbids(...asked) === undefined

const everyRole = Object.keys(roles) as Role[]
const uses: readonly Use[] = ['view', 'download', 'export', 'share']
const open: Handling = { confidentiality: 'open', handling: [] }
const nobody = '018d5e00-0000-7000-8000-000000000099' as PersonId

const receiver: Handler = {
  agency: kasn,
  person: officers.caseOfficer,
  roles: ['case-officer'],
  owner: kominfo,
  recorders: [officers.recorder],
  officer: officers.caseOfficer,
}
const owner: Handler = { ...receiver, agency: kominfo, person: nobody, roles: ['recorder'], officer: null }

/** What each code leaves to another agency, by hand. */
const leaves: Record<HandlingCode, readonly Use[]> = {
  'view-only': ['view', 'share'],
  'no-export': ['view', 'download', 'share'],
  'no-onward-sharing': ['view', 'download', 'export'],
}

for (const code of handlingCodes) {
  t.test(`${code} leaves another agency ${leaves[code].join(', ')}`, async t => {
    const given = uses.filter(use => allowsUse({ ...open, handling: [code] }, use, receiver))
    t.strictSame(given, leaves[code])
  })

  t.test(`${code} takes nothing from the item’s own agency`, async t => {
    for (const use of uses) t.ok(allowsUse({ ...open, handling: [code] }, use, owner), use)
  })
}

t.test('without a code another agency may do everything, with all of them it may view', async t => {
  t.strictSame(
    uses.filter(use => allowsUse(open, use, receiver)),
    uses,
  )
  t.strictSame(
    uses.filter(use => allowsUse({ ...open, handling: handlingCodes }, use, receiver)),
    ['view'],
  )
})

/** Who of the receiving agency opens an item of each level, by hand: of any case, or of their own. */
const opens: Record<Confidentiality, { readonly anyCase: readonly Role[]; readonly ownCase: readonly Role[] }> = {
  open: { anyCase: ['intake-officer', 'case-officer', 'commissioner'], ownCase: [] },
  limited: { anyCase: ['intake-officer', 'case-officer', 'commissioner'], ownCase: [] },
  confidential: { anyCase: ['case-officer', 'commissioner'], ownCase: [] },
  'strictly-confidential': { anyCase: ['commissioner'], ownCase: ['case-officer'] },
}

for (const confidentiality of confidentialityLevels) {
  const { anyCase, ownCase } = opens[confidentiality]
  const handling: Handling = { confidentiality, handling: [] }
  const title = [...anyCase, ...ownCase.map(role => `the ${role} of the case`)].join(', ')

  t.test(`at another agency an item that is ${confidentiality} is opened by ${title}`, async t => {
    for (const role of everyRole) {
      for (const use of uses) {
        const by = (officer: PersonId | null) => allowsUse(handling, use, { ...receiver, roles: [role], officer })
        t.equal(by(officers.caseOfficer), anyCase.includes(role) || ownCase.includes(role), `${role}, own case: ${use}`)
        t.equal(by(officers.secondCaseOfficer), anyCase.includes(role), `${role}, the case of another: ${use}`)
        t.equal(by(null), anyCase.includes(role), `${role}, nobody’s case yet: ${use}`)
      }
    }
  })

  t.test(`at its own agency an item that is ${confidentiality} is opened by whom it should`, async t => {
    const restricted = confidentiality === 'strictly-confidential'
    for (const role of everyRole) {
      for (const use of uses) {
        const by = (person: PersonId) => allowsUse(handling, use, { ...owner, roles: [role], person })
        t.equal(by(nobody), !restricted || role === 'referrer', `${role} who had nothing to do with it: ${use}`)
        t.equal(by(officers.recorder), true, `${role} who recorded it: ${use}`)
      }
    }
  })
}

t.test('somebody with several roles may what one of them may', async t => {
  const secret: Handling = { confidentiality: 'strictly-confidential', handling: [] }
  const notMine = { ...receiver, officer: officers.secondCaseOfficer }
  t.notOk(allowsUse(secret, 'view', { ...notMine, roles: ['intake-officer', 'case-officer'] }))
  t.ok(allowsUse(secret, 'view', { ...notMine, roles: ['intake-officer', 'case-officer', 'commissioner'] }))
  t.notOk(allowsUse(open, 'view', { ...receiver, roles: [] }))
  t.ok(allowsUse(secret, 'view', { ...owner, roles: ['recorder', 'referrer'] }))
})

t.test('to have recorded it is worth nothing at another agency', async t => {
  const moved = { ...receiver, roles: ['recorder'] as const, person: officers.recorder }
  t.notOk(allowsUse(open, 'view', moved))
  t.notOk(
    allowsUse({ confidentiality: 'strictly-confidential', handling: [] }, 'view', { ...moved, roles: ['referrer'] }),
  )
})

t.test('an agency that is neither is another agency', async t => {
  for (const use of uses) {
    t.equal(
      allowsUse({ ...open, handling: ['view-only'] }, use, { ...receiver, agency: bkn }),
      leaves['view-only'].includes(use),
      use,
    )
  }
})

t.test('of a case and an item the stricter level holds', async t => {
  for (const [rank, level] of confidentialityLevels.entries()) {
    for (const [otherRank, other] of confidentialityLevels.entries()) {
      const { confidentiality } = effectiveHandling({ confidentiality: level }, { confidentiality: other })
      t.equal(confidentiality, rank > otherRank ? level : other, `${level} and ${other}`)
    }
  }
})

t.test('of a case and an item the codes of both hold, each once and in one order', async t => {
  t.strictSame(effectiveHandling({ handling: ['no-onward-sharing'] }, { handling: ['view-only'] }), {
    confidentiality: 'open',
    handling: ['view-only', 'no-onward-sharing'],
  })
  t.strictSame(effectiveHandling({ handling: ['no-export', 'view-only'] }, { handling: ['no-export'] }).handling, [
    'view-only',
    'no-export',
  ])
})

t.test('who says nothing of handling says that it is open', async t => {
  t.strictSame(effectiveHandling({}, {}), open)
  for (const said of [
    { confidentiality: 'confidential', handling: [] },
    { confidentiality: 'open', handling: ['no-export'] },
  ] as const satisfies Handling[]) {
    t.strictSame(effectiveHandling(said, {}), said)
    t.strictSame(effectiveHandling({}, said), said)
  }
  t.strictSame(effectiveHandling({ confidentiality: 'limited' }, { handling: ['view-only'] }), {
    confidentiality: 'limited',
    handling: ['view-only'],
  })
})

t.test('the four levels and the three codes are these, from the least to the most', async t => {
  t.strictSame(confidentialityLevels, ['open', 'limited', 'confidential', 'strictly-confidential'])
  t.strictSame(handlingCodes, ['view-only', 'no-export', 'no-onward-sharing'])
})

const someHandling: fc.Arbitrary<Handling> = fc.record({
  confidentiality: fc.constantFrom(...confidentialityLevels),
  handling: fc.subarray([...handlingCodes]),
})
const someHandler: fc.Arbitrary<Handler> = fc.record({
  agency: fc.constantFrom(kominfo, kasn, bkn),
  person: fc.constantFrom(
    officers.recorder,
    officers.referrer,
    officers.caseOfficer,
    officers.secondCaseOfficer,
    nobody,
  ),
  roles: fc.subarray(everyRole, { minLength: 0, maxLength: 4 }),
  owner: fc.constant(kominfo),
  recorders: fc.subarray([officers.recorder, officers.referrer]),
  officer: fc.constantFrom(null, officers.caseOfficer, officers.secondCaseOfficer),
})

t.test('a restriction more never allows more, to nobody', async t => {
  let taken = 0
  fc.assert(
    fc.property(someHandling, someHandling, someHandler, fc.constantFrom(...uses), (of, within, who, use) => {
      const allowed = allowsUse(effectiveHandling(of, within), use, who)
      for (const less of [of, within]) {
        if (allowed && !allowsUse(less, use, who)) throw new Error('the stricter allows what the laxer forbids')
        if (!allowed && allowsUse(less, use, who)) taken += 1
      }
    }),
    { numRuns: 2000 },
  )
  t.not(taken, 0, 'some restrictions take something')
})

t.test('in whatever order restrictions are put together, they are the same', async t => {
  fc.assert(
    fc.property(someHandling, someHandling, someHandling, (one, other, third) => {
      const said = (handling: Handling) => JSON.stringify(handling)
      const together = said(effectiveHandling(one, effectiveHandling(other, third)))
      const parts = [
        said(effectiveHandling(effectiveHandling(one, other), third)),
        said(effectiveHandling(third, effectiveHandling(other, one))),
        said(effectiveHandling(effectiveHandling(one, third), effectiveHandling(other, one))),
      ]
      return parts.every(part => part === together)
    }),
    { numRuns: 500 },
  )
  t.pass()
})
