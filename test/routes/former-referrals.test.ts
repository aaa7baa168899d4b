import t from 'tap'
import type { AgencyId } from '../../src/domain/agencies.ts'
import { migration } from '../support/migration.ts'
import { decisionOn, givenAnnulment, givenCorrection, succeeded } from '../support/stories.ts'
import { act, eve, outcomes } from '../support/succession.ts'
import { refusal } from '../support/test-app.ts'

t.test('a former receiver reads what it had begun as it was then, and nothing later', async t => {
  const { world, stories, pass } = await eve(t)
  const { referral, id, persons } = await stories.reach('drafted', {}, { evidence: ['A page.'] })
  const unbegun = await stories.reach('received')
  const { officer, commissioner, referrer, archivist } = await pass()
  const path = `/v1/former-referrals/${id}`
  const before = succeeded(await archivist.get(path))
  t.match(before.body, {
    id,
    succession: 'kasn-bkn-2024',
    referral: { status: 'accepted', receiver: 'bkn', allowedActions: [], transfers: [{ to: 'bkn' }] },
    questions: [],
    decisions: [],
  })
  t.equal(refusal(await archivist.get(`/v1/former-referrals/${unbegun.id}`)), '404 not-found')

  succeeded(await officer.post(`${referral}/questions`, { text: 'Later than the hand-over?' }))
  await act(commissioner, 'PUT', `${referral}/assignment`, { officer: 'bkn-case-officer' }, referral)
  const draft = await act(officer, 'POST', `${referral}/decisions`, decisionOn(persons[0]), referral)
  const decision = `${referral}/decisions/${draft.body.number}`
  await act(commissioner, 'PUT', `${decision}/issuance`, undefined, decision)
  t.strictSame((await archivist.get(path)).body, before.body)
  const { items } = (await archivist.get(`${path}/timeline?limit=200`)).body
  t.strictSame(
    items.map(({ type }) => type).filter(type => !`${type}`.startsWith('Deadline')),
    [
      'ReferralSent',
      'ReferralReceived',
      'ReferralAccepted',
      'CaseOfficerAssigned',
      'DecisionDrafted',
      'ExaminationPassedOver',
      'ReferralTransferred',
    ],
    'with its own draft, which the successor never sees',
  )
  const theirs = (await commissioner.get(`${referral}/timeline?limit=200`)).body.items
  t.notOk(theirs.some(({ type, by }) => type === 'DecisionDrafted' && by.agency === 'kasn'))
  t.equal(refusal(await archivist.get(referral)), '404 not-found', 'the case itself is not there')
  t.equal((await world.sql`select from read_records where target = 'former-referral' and target_id = ${id}`).length, 3)

  const { canSee } = (await referrer.get(`${referral}/access-explanation`)).body
  t.match(
    canSee.filter(({ relation }) => relation === 'former-receiver'),
    [{ agency: 'kasn', roles: ['archivist'], act: 'former-referral-reading' }],
  )
  t.notOk(canSee.some(({ agency, relation }) => agency === 'kasn' && relation === 'receiver'))
})

t.test('a hand-over that had ended is read by archivists of who sent it, as it was, and nothing later', async t => {
  const { world, stories, pass } = await eve(t)
  const { overseer, otherCommissioner } = world.cast
  const hand = async (outcome?: object) => {
    const found = await stories.reach('under-examination')
    const path = await stories.handOver(found)
    await act(overseer, 'PUT', `${path}/receipt`, undefined, path)
    if (outcome !== undefined) await act(overseer, 'PUT', `${path}/outcome`, outcome, path)
    return { found, path, former: path.replace('handovers', 'former-handovers') }
  }
  const over = await hand({ outcome: 'not-registered', explanation: 'It was known for too long.' })
  const running = await hand()
  const decision = `${over.found.referral}/decisions/1`
  const slip = { ...givenCorrection, legalBasis: 'UU 7/2017 pasal 494 ayat (1)' }
  await act(otherCommissioner, 'POST', `${decision}/corrections`, slip, decision)
  const leaving = await world.as('kasn', 'case-officer', 'case-officer-9')
  succeeded(await leaving.put(`${over.found.referral}/recusal`, { interest: 'family', explanation: 'A cousin.' }))
  const { commissioner, archivist, referrer } = await pass()
  await act(commissioner, 'PUT', `${decision}/annulment`, givenAnnulment, decision)

  const { body } = succeeded(await archivist.get(over.former))
  t.match(body, {
    id: over.found.handover,
    succession: 'kasn-bkn-2024',
    handover: {
      ...{ sender: 'kasn', receiver: 'bawaslu', status: 'not-registered', referralId: over.found.id },
      ...{ decisionStanding: 'issued', correctionCount: 1, corrections: [{ legalBasis: slip.legalBasis }] },
      content: { person: { name: 'Sari Wulandari, S.Pd.' }, decision: { revision: 1 } },
      reports: [{ outcome: 'not-registered' }],
      ...{ allowedActions: [], possibleOutcomes: [] },
    },
    masked: ['/handover/content/person/nip'],
  })
  t.notMatch(JSON.stringify(body), /198504122010012003|annul/)
  t.match((await commissioner.get(over.path)).body, { decisionStanding: 'annulled' })
  t.match((await archivist.get('/v1/former-handovers')).body.items, [{ id: over.found.handover }])
  t.equal((await archivist.get('/v1/former-handovers')).body.items.length, 1)
  t.equal(refusal(await archivist.get(running.former)), '404 not-found', 'what had not ended went to the successor')
  for (const { former } of [over, running]) {
    for (const agency of ['bkn', 'bawaslu', 'kominfo', 'boyolali']) {
      const other = await world.as(agency, 'archivist', `${agency}-archivist`)
      t.equal(refusal(await other.get(former)), '404 not-found', agency)
    }
    t.equal(refusal(await commissioner.get(former)), '403 role-required R-ACC-01')
  }

  // Row security shows what the service shows, and no row of the hand-overs themselves.
  const rows = await world.kept.office.pools.run(
    'kasn' as AgencyId,
    'as_former',
    ({ sql }) => sql`
      select (select count(*)::int from handovers) as rows, (select count(*)::int from former_handovers) as former,
             (select jsonb_agg(type order by version) from events where stream = 'handover') as events`,
  )
  t.strictSame(
    [...rows],
    [{ rows: 0, former: 1, events: ['HandoverSent', 'HandoverReceived', 'HandoverOutcomeReported'] }],
  )
  const records = await world.sql`
    select from read_records where target = 'handover' and target_id = ${over.found.handover ?? ''} and operation = 'readFormerHandover'`
  t.equal(records.length, 5)
  const { canSee, seenBy } = (await referrer.get(`${over.found.referral}/access-explanation`)).body
  t.match(
    canSee.filter(({ act }) => act === 'former-handover-reading'),
    [{ agency: 'kasn', relation: 'former-receiver', roles: ['archivist'] }],
  )
  t.ok(seenBy.some(({ agency, operation }) => agency === 'kasn' && operation === 'readFormerHandover'))
  const { text } = await referrer.get(`${running.found.referral}/access-explanation`)
  t.notMatch(text, 'former-handover-reading')

  const transfers = await world.sql`
    select state #>> '{transfers,-1,succession}' as succession, (state #>> '{transfers,-1,act,at}')::timestamptz as ended_at
      from referrals where id = ${over.found.id}`
  const kept = () => world.sql`select * from former_handovers`
  const wanted = await kept()
  t.match(wanted, transfers, 'it ended with the move')
  // As a database that had the succession before: what was annulled since was not known then.
  await world.sql`delete from former_handovers`
  await world.sql.unsafe(
    /insert into former_handovers\n {2}select past[\s\S]*?;\n/.exec(
      migration('0061-archivists-read-what-had-ended'),
    )?.[0] ?? '',
  )
  t.strictSame(await kept(), wanted)

  const recused = await world.as('kasn', 'archivist', 'case-officer-9')
  t.equal(refusal(await recused.get(over.former)), '404 not-found', 'whoever was recused does not find it')
  t.equal((await recused.get('/v1/former-handovers')).body.items.length, 0)
})

t.test('a former receiver sees no row of the case itself, whatever it asks the database', async t => {
  const { world, stories, pass } = await eve(t)
  await stories.reach('decided', {}, { evidence: ['A page.'] })
  await pass()
  const { pools } = world.kept.office
  const rows = await pools.run(
    'kasn' as AgencyId,
    'as_former',
    ({ sql }) => sql`
      select (select count(*)::int from referrals) as referrals, (select count(*)::int from referral_parties) as parties,
             (select count(*)::int from examinations) as examinations, (select count(*)::int from evidence_items) as items,
             (select count(*)::int from evidence_contents) as contents, (select count(*)::int from violations) as violations,
             (select count(*)::int from events where stream = 'evidence') as ledger,
             (select count(*)::int from former_parties) as former`,
  )
  t.strictSame(
    [...rows],
    [{ referrals: 0, parties: 0, examinations: 0, items: 0, contents: 0, violations: 0, ledger: 0, former: 1 }],
  )
})

t.test('whose the matters are or were reads the list of the succession; others read the order', async t => {
  const { world, stories, pass } = await eve(t)
  const { id } = await stories.reach('sent')
  const { commissioner, referrer, archivist } = await pass()
  const { items } = (await archivist.get('/v1/successions')).body
  t.match(items, [{ code: 'kasn-bkn-2024', from: 'kasn', begun: 'bkn', notBegun: 'bkn', takesEffectOn: '2024-08-24' }])
  for (const reader of [commissioner, referrer, archivist]) {
    t.strictSame([...(await outcomes(reader)).keys()], [id], reader.agency)
  }
  const auditor = await world.as('bawaslu', 'auditor', 'auditor-1')
  t.equal((await outcomes(auditor)).size, 0)
  t.equal(refusal(await auditor.get('/v1/successions/none')), '404 not-found')
  const observer = await world.as('bkn', 'observer', 'observer-1')
  t.equal(refusal(await observer.get('/v1/successions')), '403 role-required R-ACC-01')
  succeeded(await commissioner.put(`/v1/referrals/${id}/recusal`, { interest: 'family', explanation: 'A cousin.' }))
  t.equal((await outcomes(commissioner)).size, 0, 'whoever is recused does not find it')
})

t.test('the list is read page by page', async t => {
  const { stories, pass } = await eve(t)
  const ids: string[] = []
  for (let made = 0; made < 5; made++) ids.push((await stories.reach('sent')).id)
  const { referrer } = await pass()
  const seen: string[] = []
  for (let next: string | null = '/v1/successions/kasn-bkn-2024?limit=2'; next !== null; ) {
    const { body } = succeeded(await referrer.get(next))
    seen.push(...(body.items as unknown as { referralId: string }[]).map(({ referralId }) => referralId))
    next = body.next
  }
  t.strictSame(seen, ids.reverse())
})

t.end()
