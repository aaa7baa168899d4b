import Type from 'typebox'
import { type Role, roles } from '../domain/agencies.ts'
import { named } from '../http/named-schema.ts'
import { Agency, closed, count, instant, list, oneOf } from './words.ts'

const now = instant('What the clock of the sandbox says.')
const shiftSeconds = Type.Integer({
  format: 'int64',
  minimum: -1_000_000_000,
  maximum: 1_000_000_000,
  description: 'How far it is ahead of the true time.',
})

export const SandboxClock = named(
  'SandboxClock',
  Type.Object({ now, shiftSeconds }, { ...closed, description: 'The clock that all legal deadlines go by.' }),
)

export const SandboxClockInput = named(
  'SandboxClockInput',
  Type.Object(
    { now: instant('What the clock is to say: not earlier than it does.') },
    { ...closed, description: 'Where to move the clock.', examples: [{ now: '2027-01-15T08:00:00+07:00' }] },
  ),
)

export const SandboxClockMoved = named(
  'SandboxClockMoved',
  Type.Object(
    {
      now,
      shiftSeconds,
      recorded: list(
        Type.Object(
          {
            type: Type.String({
              maxLength: 60,
              pattern: '^[A-Z][A-Za-z]+$',
              description: 'The type of the events.',
              examples: ['DeadlinePassed'],
            }),
            count: count('How many, of all cases of the sandbox.', 1),
          },
          { ...closed, description: 'Events of one type.' },
        ),
        100,
        'What the service recorded by itself because of it: deadlines, steps about silent obligations, successions.',
      ),
    },
    { ...closed, description: 'The clock after it was moved, and what followed.' },
  ),
)

export const SandboxReset = named(
  'SandboxReset',
  Type.Object(
    { status: oneOf(['reset'] as const, 'The sandbox is as it was set up.') },
    { ...closed, description: 'The sandbox after its reset.' },
  ),
)

const role = () => oneOf(Object.keys(roles) as Role[], 'A role that the agency may give.')

export const TestTokenInput = named(
  'TestTokenInput',
  Type.Object(
    {
      agency: Agency,
      roles: Type.Array(role(), { minItems: 1, maxItems: 10, uniqueItems: true, description: 'Its roles.' }),
      subject: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 255,
          pattern: '^[!-~]+$',
          description:
            'The person or client it speaks for; by default the first role and what it is, as in `recorder-1` and `integrator-system`.',
          examples: ['recorder-2'],
        }),
      ),
      client: Type.Optional(
        Type.Boolean({
          description:
            'For your system itself and no person: its `client_id` is its `sub`. Such a client may open any number of cases, and may not do what only a person may.',
        }),
      ),
    },
    {
      ...closed,
      description: 'For whom a token is wanted.',
      examples: [{ agency: 'kominfo', roles: ['recorder'] }],
    },
  ),
)

export const TestToken = named(
  'TestToken',
  Type.Object(
    {
      accessToken: Type.String({ maxLength: 8192, pattern: '^[A-Za-z0-9_.-]+$', description: 'A JWT (RFC 9068).' }),
      tokenType: oneOf(['Bearer'] as const, 'How it is presented.'),
      expiresIn: count('Seconds.', 1),
      agency: Agency,
      roles: Type.Array(role(), { maxItems: 10, description: 'Its roles.' }),
      subject: Type.String({ maxLength: 255, pattern: '^[!-~]+$', description: 'The person or client it speaks for.' }),
    },
    { ...closed, description: 'An access token of a local issuer.' },
  ),
)
