import t from 'tap'
import { migration } from '../support/migration.ts'
import { givenCorrection, storiesOf } from '../support/stories.ts'
import { buildTestApp } from '../support/test-app.ts'

const world = await buildTestApp(t)
const stories = storiesOf(world)
const { otherCommissioner } = world.cast

t.test(
  'hand-overs of before get what was corrected of their decision since they were sent, as they are told of it now',
  async t => {
    const found = await stories.reach('under-examination')
    await stories.handOver(found)
    const decision = `${found.referral}/decisions/1`
    for (const changes of [
      { instrument: { number: 'R-2108' } },
      { legalBasis: 'UU 7/2017 pasal 494 ayat (1)', reasons: 'He stood on the stage and asked for votes.' },
      { instrument: { signatory: 'Wakil Ketua KASN' } },
    ]) {
      await stories.act(
        otherCommissioner,
        'POST',
        `${decision}/corrections`,
        { ...givenCorrection, ...changes },
        decision,
      )
    }
    const rows = () => world.sql`select corrections from handovers where referral_id = ${found.id}`
    const wanted = await rows()
    t.match(wanted, [{ corrections: { length: 3 } }])
    await world.sql`update handovers set corrections = '[]'`
    await world.sql.unsafe(
      /update handovers h set corrections = \([\s\S]*?;\n/.exec(migration('0060-told-of-what-was-handed-over'))?.[0] ??
        '',
    )
    t.strictSame(await rows(), wanted)
  },
)

t.end()
