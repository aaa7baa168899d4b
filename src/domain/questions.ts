import type { AgencyId } from './agencies.ts'
import { type Referral, type ReferralCommand, type ReferralEvent, refusalOf } from './referral.ts'
import { Rejection } from './rejection.ts'
import { onOneSide } from './succession.ts'

type Command<Type extends ReferralCommand['type']> = Extract<ReferralCommand, { type: Type }>

/** Questions and answers are read as a whole with the referral, so there is an end to them; each agency has its share. */
const mostQuestionsAndAnswers = 100

/** Asks the other party something, while the agency has questions left. */
export function ask(referral: Referral, { text, act }: Command<'AskQuestion'>): ReferralEvent[] | Rejection {
  return (
    refusalOf(referral, 'question') ??
    tooManyQuestions(referral, act.agency) ?? [
      { type: 'QuestionAsked', data: { number: referral.questions.length + 1, text } },
    ]
  )
}

/** Answers a question of the other party. */
export function answer(
  referral: Referral,
  { questionNumber, text, act }: Command<'AnswerQuestion'>,
): ReferralEvent[] | Rejection {
  const question = referral.questions[questionNumber - 1]
  if (question === undefined) throw new Error('there is no such question')
  if (onOneSide(referral, question.act.agency, act.agency)) return new Rejection('R-REF-20')
  return (
    refusalOf(referral, 'answer') ??
    tooManyQuestions(referral, act.agency) ?? [
      { type: 'QuestionAnswered', data: { questionNumber, answerNumber: question.answers.length + 1, text } },
    ]
  )
}

function tooManyQuestions({ questions }: Referral, agency: AgencyId): Rejection | undefined {
  const texts = questions.flatMap(question => [question, ...question.answers])
  const own = texts.filter(text => text.act.agency === agency).length
  return own < mostQuestionsAndAnswers ? undefined : new Rejection('R-REF-21')
}
