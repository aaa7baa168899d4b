import t from 'tap'
import { type CaseEvent, replay } from './case-file.ts'
import * as cast from './examples.ts'
import { capture, history, historyOfEvidence, on, secondReferralId } from './examples.ts'

/** An event that does not fit means the log is corrupt: nothing is guessed from it. */
const corrupt: Record<string, readonly CaseEvent[]> = {
  'a violation recorded twice': [cast.recorded, cast.recorded],
  'a change of a violation that was never recorded': [cast.changed(cast.clarified)],
  'an answer to a question that was never asked': [
    ...history.received,
    { type: 'QuestionAnswered', act: cast.recorder(on(9)), data: { questionNumber: 1, answerNumber: 1, text: 'No.' } },
  ],
  'consent to a withdrawal that was never requested': [...history.accepted, cast.consented],
  'the refusal of a withdrawal that was never requested': [...history.accepted, cast.refusedWithdrawal],
  'answers to a return that never was': [...history.received, cast.resubmitted],
  'the annulment of a decision that was never issued': [...history.decided, cast.annulled(2)],
  'an issued decision in place of one that was never issued': [
    ...history.decided,
    ...cast.issued(2, cast.disciplinary, 7).slice(1),
  ],
  'the end of a draft before any draft': [...history['under-examination'], cast.cancelled(1)],
  'an edit of a draft that was never made': [...history.decided, cast.revised(2, cast.ethical)],
  'the issuance of a draft that was never made': [...history.decided, ...cast.issued(2).slice(0, 1)],
  'a draft out of turn': [...history['under-examination'], cast.drafted(2)],
  'an item collected twice': [cast.recorded, ...cast.added(capture), ...cast.added(capture).slice(0, 1)],
  'an item inspected twice': [
    cast.recorded,
    ...cast.added(capture),
    ...cast.foundClean(capture),
    ...cast.foundClean(capture).slice(0, 1),
  ],
  'an item sealed twice': [...historyOfEvidence.documented, cast.sealed(capture)],
  'an item handed to whoever holds it': [...historyOfEvidence.sent, ...historyOfEvidence.sent.slice(-1)],
  'bytes of an item that came twice': [cast.recorded, ...cast.added(capture), ...cast.added(capture).slice(1)],
  'bytes of an item that was never collected': [cast.recorded, ...cast.added(capture).slice(1)],
  'a taking over of what was never handed over': [...historyOfEvidence.documented, cast.takenOver(capture)],
  'a taking over under another referral': [...historyOfEvidence.sent, cast.takenOver(capture, 5, secondReferralId)],
  'a giving back of what was never handed over': [...historyOfEvidence.documented, cast.givenBack(capture, 'returned')],
  'a giving back of what was given back': [...historyOfEvidence.returned, cast.givenBack(capture, 'returned', 7)],
  'a taking over of what was given back': [...historyOfEvidence.withdrawn, cast.takenOver(capture, 6)],
}

for (const [title, events] of Object.entries(corrupt)) {
  t.test(`a log with ${title} is not read`, async t => {
    t.doesNotThrow(() => replay(events.slice(0, -1)), 'but for its last event')
    t.throws(() => replay(events))
  })
}
