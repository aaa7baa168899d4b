import type { PersonInput } from '../../src/resources/reported-person.ts'
import type { ViolationInputBody } from '../../src/resources/violation-input.ts'
import { catalogue, type Form } from './forms.ts'
import { inventPerson, nip } from './persons.ts'
import type { Random } from './random.ts'
import { regions } from './regions.ts'
import {
  channels,
  findingShare,
  findingShareOnline,
  forms,
  periods,
  provinces,
  secondPersonShare,
  unidentifiedShare,
} from './shares.ts'

/** What happened and who it was; `recording` is what is known of it at first. */
export type Matter = {
  readonly form: Form
  /** The row of the joint decree that it falls under on its day. */
  readonly row: string
  readonly recording: ViolationInputBody
  /** All the reported persons, once they are identified. */
  readonly persons: readonly PersonInput[]
  readonly identifiedAtFirst: boolean
  readonly knownOn: string
}

const days: Readonly<Record<keyof typeof periods, readonly [first: string, last: string]>> = {
  'before-candidates-were-fixed': ['2023-07-01', '2023-11-12'],
  'late-2023': ['2023-11-13', '2023-12-31'],
  'early-2024': ['2024-01-01', '2024-02-14'],
}

export function inventMatter(random: Random): Matter {
  const form = random.weighted(forms)
  const { act, before, after, interactions } = catalogue[form]
  const drawn = random.weighted(periods)
  const period = drawn === 'before-candidates-were-fixed' && before === null ? 'late-2023' : drawn
  const row = period === 'before-candidates-were-fixed' ? (before ?? after) : after

  const occurredAt = inventTime(random, days[period])
  const knownAt = later(occurredAt, random.whole(1, 12 * 24 * 60))
  const region = random.oneOf(regions[random.weighted(provinces)])
  const persons = Array.from({ length: random.chance(secondPersonShare) ? 2 : 1 }, () =>
    inventPerson(random, region.name),
  )
  const identifiedAtFirst = !random.chance(unidentifiedShare)
  const online = interactions !== undefined
  const subject = persons.length === 1 ? 'An ASN' : 'Two ASN'
  return {
    form,
    row,
    persons,
    identifiedAtFirst,
    knownOn: knownAt.slice(0, 10),
    recording: {
      ...inventSource(random, online, region.name),
      eventDescription: `${subject} of ${region.name} ${act}.`,
      occurredAt,
      knownAt,
      place: {
        regionCode: region.code,
        ...(online && { onlineLocation: `https://social.example/posts/${random.whole(10_000, 999_999)}` }),
      },
      suggestedCategory: row,
      ...(online && { interaction: random.oneOf(interactions) }),
      reportedPersons: identifiedAtFirst ? persons : persons.map(unidentified),
    },
  }
}

function unidentified({ workUnit }: PersonInput): PersonInput {
  return {
    identification: 'unidentified',
    description: 'Wears the uniform of an ASN; name not known yet.',
    ...(workUnit !== undefined && { workUnit }),
  }
}

/** The share of findings among acts that did not happen online, so that all together come to `findingShare`. */
const onlineShare = weightOf(form => catalogue[form].interactions !== undefined) / weightOf(() => true)
const findingShareElsewhere = (findingShare - onlineShare * findingShareOnline) / (1 - onlineShare)

function weightOf(counts: (form: Form) => boolean): number {
  return (Object.keys(forms) as Form[]).filter(counts).reduce((sum, form) => sum + forms[form], 0)
}

function inventSource(
  random: Random,
  online: boolean,
  region: string,
): Pick<ViolationInputBody, 'source' | 'reporter'> {
  if (random.chance(online ? findingShareOnline : findingShareElsewhere)) {
    return { source: { kind: 'finding', channel: 'patrol' } }
  }
  const channel = random.weighted(channels)
  const number = random.whole(1000, 9999)
  const reporter =
    channel === 'agency'
      ? { name: `Bawaslu ${region}` }
      : channel === 'public-portal'
        ? { name: `Pelapor ${number}`, contact: `pelapor-${number}@mail.example` }
        : {
            name: `Pegawai ${number}`,
            nip: nip(random, random.oneOf(['1', '2'])),
            statement: 'We are told whom to support.',
          }
  return { source: { kind: 'report', channel }, reporter }
}

function inventTime(random: Random, [first, last]: readonly [string, string]): string {
  const start = Date.parse(`${first}T00:00:00+07:00`)
  const minutes = (Date.parse(`${last}T23:59:00+07:00`) - start) / 60_000
  return inJakarta(start + random.whole(0, minutes) * 60_000)
}

function later(instant: string, minutes: number): string {
  return inJakarta(Date.parse(instant) + minutes * 60_000)
}

function inJakarta(ms: number): string {
  return `${new Date(ms + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`
}
