import t from 'tap'
import { purpose } from '../support/stories.ts'
import type { AnyBody } from '../support/test-app.ts'
import { openMatrix } from './cases.ts'
import { published } from './published-table.ts'
import { onEach, said } from './replies.ts'

const { callers, reach } = await openMatrix(t)

const officers = callers.filter(
  ({ client, role }) =>
    ['kominfo', 'kasn'].includes(client.agency) && !['observer', 'auditor', 'archivist', 'integrator'].includes(role),
)

for (const [level, opened] of published.opened) {
  t.test(`${level}: the bytes of an item are opened by whom the published table says (R-EVI-14)`, async t => {
    const { found } = await reach('under-examination', { confidentiality: level })
    const [item] = found.evidence
    const deviations: string[] = []
    await onEach(officers, async ({ client, role, name }) => {
      const own = client.agency === 'kominfo'
      const strict = level === 'strictly-confidential'
      // The published words: those who recorded it and referrers; a case officer only when it is their case.
      const atHome = !strict || role === 'referrer' || name === 'kominfo/recorder-1'
      const away = opened.includes(role) && (!strict || role !== 'case-officer' || name === 'kasn/case-officer-1')
      for (const noun of ['copy', 'content']) {
        const { status } = await client.get(`${own ? found.violation : found.referral}/evidence/${item}/${noun}`, {
          headers: purpose,
        })
        if (status !== ((own ? atHome : away) ? 200 : 403)) deviations.push(`${name} ${noun}: ${status}`)
      }
    })
    t.strictSame(deviations, [])
  })
}

const niPppk = '198504122021211001'
const asEmployee = {
  source: { kind: 'report', channel: 'asn-self-report' },
  reporter: { name: 'Tri Handayani', contact: '0812-0000-0417' },
  reportedPersons: [
    { identification: 'identified', name: 'Budi', employeeType: 'pns', niPppk, personnelAuthority: 'boyolali' },
  ],
}

for (const stage of ['sent', 'returned', 'accepted', 'closed', 'rejected', 'withdrawn'] as const) {
  t.test(
    `${stage}: the number of an employee and the channel of a report are read by whom the published table says`,
    async t => {
      const { found } = await reach(stage, asEmployee)
      const deviations: string[] = []
      await onEach(officers, async ({ client, role, name }) => {
        const hidden = (pointer: string) => {
          const field = published.fieldsRead.get(pointer)
          if (field === undefined) throw new Error(`docs/access.md has no ${pointer}`)
          if (client.agency === 'kominfo') return !field.owner.includes(role)
          return !field.receiver.includes(role) || !field.states.includes(stage)
        }
        const masks: [string, string, boolean][] = [
          ['/content/reportedPersons/0/niPppk', niPppk, hidden('/reportedPersons/*/niPppk')],
          ['/content/source/channel', 'asn-self-report', hidden('/source/channel')],
        ]
        const wanted = masks.flatMap(([pointer, , isHidden]) => (isHidden ? [pointer] : [])).sort()
        for (const path of ['', '/versions', '/versions/1', '/timeline', '/routes', '/evidence']) {
          const answer = await client.get(`${found.referral}${path}`)
          const text = said(answer)
          for (const [pointer, value, isHidden] of masks) {
            if (isHidden && text.includes(value)) deviations.push(`${name} ${path} tells ${pointer}`)
          }
          if (!['', '/versions', '/versions/1'].includes(path)) continue
          const resource = (path === '/versions' ? answer.body.items[0] : answer.body) as AnyBody
          const masked = [...(resource['masked'] as string[])].sort()
          if (JSON.stringify(masked) !== JSON.stringify(wanted))
            deviations.push(`${name} ${path}: ${masked} and not ${wanted}`)
        }
      })
      t.strictSame(deviations, [])
    },
  )
}

t.end()
