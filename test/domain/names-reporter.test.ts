import t from 'tap'
import { namesReporter, textsNaming } from '../../src/domain/names-reporter.ts'
import { finding, stranger } from './examples.ts'

const reporter = {
  name: 'Drs. Tri Handayani, M.Si.',
  contact: '0812-0000-0417, tri.handayani@example.org',
  nip: '199002052015032902',
  workUnit: 'Dinas Contoh',
}

const naming = [
  'Handayani saw it.',
  'It was handayani.',
  'HÁNDAYANI was there.',
  'Hand\u00adayani was there.',
  'Hand\u200bayani was there.',
  'Ｈａｎｄａｙａｎｉ was there.',
  'Tri, who sat in front',
  'kata Handayaninya begitu',
  'Reach her at 081200000417.',
  'Reach her at +62 812 0000 0417.',
  'Reach her at (0812) 0000-0417!',
  'Mail to TRI.HANDAYANI@example.org.',
  'NIP 19900205 201503 2 902',
  'NIP 199002052015032902.',
]
for (const text of naming) {
  t.test(`a text that tells who the reporter is: ${JSON.stringify(text)}`, async t => {
    t.ok(namesReporter(reporter, text))
  })
}

const silent = [
  '',
  'The staff were told whom to vote for.',
  'Handayaningsih is somebody else.',
  'A triumph for the party.',
  'Drs. Budi and Siti, M.Si. were there.',
  'At 08.12 on 17 April.',
  'NIP 198504122010012003',
  'Dinas Contoh',
]
for (const text of silent) {
  t.test(`a text that does not: ${JSON.stringify(text)}`, async t => {
    t.notOk(namesReporter(reporter, text))
  })
}

t.test('a name in short parts is told by the whole of it', async t => {
  t.ok(namesReporter({ name: 'Ni Lu' }, 'ni lu said so'))
  t.notOk(namesReporter({ name: 'Ni Lu' }, 'lu said so'))
  t.notOk(namesReporter({ name: 'Ni Lu' }, 'omni luas'))
})

t.test('a number of few digits tells nobody', async t => {
  t.notOk(namesReporter({ name: 'Tri', contact: 'ext. 417' }, 'Article 417 of the code'))
})

t.test('the free texts of a violation are looked at, and not the names of reported persons', async t => {
  const content = {
    ...finding,
    eventDescription: 'Tri filmed it.',
    place: { description: 'The room of Handayani' },
    reportedPersons: [
      { ...stranger, description: 'The superior of Handayani.' },
      { id: stranger.id, identification: 'identified', name: 'Tri Wahyuni' },
    ],
  } as const
  t.strictSame(
    textsNaming(reporter, content).map(({ pointer, code }) => `${pointer} ${code}`),
    [
      '/eventDescription names-reporter',
      '/place/description names-reporter',
      '/reportedPersons/0/description names-reporter',
    ],
  )
  t.strictSame(textsNaming(reporter, finding), [])
})
