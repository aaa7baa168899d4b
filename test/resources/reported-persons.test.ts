import t from 'tap'
import type { ReportedPersonId } from '../../src/domain/ids.ts'
import type { ReportedPerson } from '../../src/domain/violation-content.ts'
import { withPersonIds } from '../../src/resources/reported-person.ts'

const known: ReportedPerson = {
  id: 'known' as ReportedPersonId,
  identification: 'unidentified',
  description: 'The official who led the meeting.',
}
const { id: _, ...said } = known
let made = 0
const newId = () => `new-${++made}` as ReportedPersonId

t.test('a reported person given again without an id stays the same person', async t => {
  t.strictSame(withPersonIds([said], [known], newId), { persons: [known], newPersons: [] })
})

t.test('two persons described alike are two persons', async t => {
  const { persons, newPersons } = withPersonIds([said, said], [known], newId)
  t.equal(persons[0]?.id, known.id)
  t.strictSame(newPersons, [persons[1]?.id])
})

t.test('a person named by id is not also found by description', async t => {
  const { persons, newPersons } = withPersonIds([{ ...said, id: known.id }, said], [known], newId)
  t.equal(persons[0]?.id, known.id)
  t.strictSame(newPersons, [persons[1]?.id])
})
