import t from 'tap'
import { toExhibit } from '../../examples/cycle/draw-exhibit.ts'
import { planCase } from '../../examples/cycle/plan-case.ts'
import type { Exhibit } from '../../examples/service/evidence.ts'
import { partyPage, treasurerPost, videoFragment, whiteboardPhoto } from '../../examples/stories/boyolali-exhibits.ts'
import { hastyScreenshot, wholeScreenshot } from '../../examples/stories/like-exhibits.ts'
import { createInspector } from '../../src/inspection/inspect.ts'
import type { Inspectable } from '../../src/inspection/inspection.ts'
import { shownCopyOf } from '../../src/inspection/shown-copy.ts'

const planned = Array.from({ length: 400 }, (_, n) => planCase('exhibits', n)).flatMap(({ steps }) =>
  steps.flatMap(step => (step.does === 'attach' ? step.exhibits : [])),
)

async function inspected(exhibit: Exhibit) {
  const bytes = exhibit.bytes()
  const content: Inspectable = {
    size: bytes.length,
    declared: exhibit,
    async *open({ start, end } = { start: 0, end: bytes.length - 1 }) {
      yield bytes.subarray(start, end + 1)
    },
  }
  const { verdict, mediaType, findings } = await createInspector().inspect(content)
  const { kind } = await shownCopyOf(content, mediaType)
  return { verdict, mediaType, copy: kind, findings: findings.map(({ code }) => code) }
}

t.test('the exhibits are what they are said to be, and always the same', async t => {
  const copies = [
    [hastyScreenshot, 'same'],
    [wholeScreenshot, 'same'],
    [videoFragment, 'same'],
    [whiteboardPhoto, 'stripped'],
    [partyPage, 'same'],
    [treasurerPost, 'same'],
  ] as const
  for (const [exhibit, copy] of copies) {
    const { mediaType, fileName } = exhibit
    t.strictSame(await inspected(exhibit), { verdict: 'clean', mediaType, copy, findings: [] }, fileName)
    t.ok(exhibit.bytes().equals(exhibit.bytes()))
  }
})

t.test('of a cycle’s exhibits all pass the inspection but those that are named like programs', async t => {
  for (const { drawn, ...said } of planned) {
    const { verdict, mediaType, copy, findings } = await inspected(toExhibit({ drawn, ...said }))
    if (drawn.kind === 'program') t.match({ verdict, findings }, { verdict: 'quarantined', findings: ['executable'] })
    else t.match({ verdict, findings }, { verdict: 'clean', findings: [] })
    if (drawn.kind === 'photo') t.strictSame({ mediaType, copy }, { mediaType: 'image/jpeg', copy: 'stripped' })
  }
  t.ok(planned.some(({ drawn }) => drawn.kind === 'program'))
})
