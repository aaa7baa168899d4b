import type { EvidenceDescriptionBody } from '../../src/resources/evidence.ts'
import type { Place } from '../evidence/exif.ts'
import type { Post } from '../evidence/post.ts'
import type { PlannedExhibit, Step } from './case-plan.ts'
import { catalogue } from './forms.ts'
import type { Matter } from './plan-recording.ts'
import type { Random } from './random.ts'
import { evidenceShare, openedShare, secondItemShare, unsafeShare } from './shares.ts'

/** Adds evidence to the steps of some cases, from numbers of its own: without it, the cases would be the same. */
export function withEvidence(random: Random, matter: Matter, steps: readonly Step[]): Step[] {
  if (!random.chance(evidenceShare)) return [...steps]
  const first = inventExhibit(random, matter)
  const attached: PlannedExhibit[] = [
    first,
    ...(random.chance(secondItemShare) ? [inventExhibit(random, matter)] : []),
    // Programs come from outside: the patrol makes its captures itself.
    ...(matter.recording.source.kind === 'report' && random.chance(unsafeShare) ? [invitation(matter)] : []),
  ]
  const isOpened = random.chance(openedShare)
  const better = inventExhibit(random, matter)

  let returned: Step | undefined
  const around = (step: Step): Step[] => {
    switch (step.does) {
      case 'refer':
        return [{ does: 'release' }, step]
      case 'return':
        returned = step
        return [step]
      case 'change':
        return isAbout('evidence', returned) ? [{ does: 'replace', exhibit: better }, step] : [step]
      case 'resubmit':
        return isAbout('evidence', returned) ? [{ does: 'release' }, step] : [step]
      case 'assign':
        return isOpened ? [step, { does: 'open' }] : [step]
      default:
        return [step]
    }
  }
  return [{ does: 'attach', exhibits: attached }, ...steps.flatMap(around)]
}

function isAbout(code: string, step: Step | undefined): boolean {
  return step?.does === 'return' && step.items.some(item => item.code === code)
}

function inventExhibit(random: Random, matter: Matter): PlannedExhibit {
  return matter.recording.interaction === undefined ? photo(random, matter) : screenshot(random, matter)
}

function screenshot(random: Random, { form, recording, knownOn }: Matter): PlannedExhibit {
  const account = `@${random.oneOf(['abdi', 'guru', 'pegawai', 'warga'])}.${random.whole(100, 9999)}`
  const at = capturedAt(random, knownOn)
  const post: Post = {
    account: random.oneOf(['tim.kampanye', 'relawan.contoh', 'partai.contoh']),
    headline: [`Pilih No. ${random.whole(7, 9)}`, random.oneOf(['untuk presiden', 'untuk DPR', 'untuk DPRD'])],
    text: [random.oneOf(['Bersama kita menang!', 'Waktunya perubahan.', 'Lanjutkan!'])],
    reaction: account,
    colour: random.oneOf(['blue', 'red', 'green']),
  }
  return {
    drawn: { kind: 'post', post },
    fileName: `tangkapan-${at.slice(0, 10)}.png`,
    says: {
      title: 'Screenshot of the post',
      grade: { source: 'A', information: '2' },
      collection: { by: 'officer', name: 'Patroli siber Kominfo', at, method: 'Full-page capture.' },
      link: {
        url: recording.place?.onlineLocation ?? 'https://social.example/',
        platform: 'Contohgram',
        account,
        interaction: recording.interaction ?? catalogue[form].interactions?.[0] ?? 'post',
        capturedAt: at,
      },
    },
  }
}

/** Phones write down where a photo was taken; where a reporter stood is nobody’s business. */
function photo(random: Random, { recording, knownOn }: Matter): PlannedExhibit {
  const at = capturedAt(random, knownOn)
  const place: Place = { latitude: -random.whole(200, 850) / 100, longitude: random.whole(10_600, 12_800) / 100 }
  const says: Pick<EvidenceDescriptionBody, 'title' | 'grade'> = {
    title: 'Photo of what happened',
    grade: { source: 'C', information: '3' },
  }
  const lines = [random.oneOf(['dukung', 'menangkan', 'satu suara']), `no. ${random.whole(7, 9)}`, at.slice(2, 10)]
  return {
    drawn: { kind: 'photo', lines, place, at },
    fileName: `IMG_${at.slice(0, 10).replaceAll('-', '')}.jpg`,
    says:
      recording.source.kind === 'finding'
        ? { ...says, collection: { by: 'officer', name: 'Patroli Kominfo', at, method: 'Taken with a phone.' } }
        : {
            ...says,
            collection: { by: 'reporter', at, method: 'Sent in with the report.' },
            confidentiality: 'limited',
            handling: ['view-only'],
          },
  }
}

/** What is sent around as an invitation, and is a program. */
function invitation({ knownOn }: Matter): PlannedExhibit {
  return {
    drawn: { kind: 'program' },
    fileName: 'Undangan rapat.apk',
    says: {
      title: 'Invitation, as it was passed on',
      grade: { source: 'F', information: '6' },
      collection: { by: 'reporter', at: `${knownOn}T08:00:00+07:00`, method: 'Sent in with the report.' },
    },
  }
}

function capturedAt(random: Random, day: string): string {
  return `${day}T${random.whole(10, 16)}:${random.whole(10, 59)}:00+07:00`
}
