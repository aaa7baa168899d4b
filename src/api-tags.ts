/** The groups of operations, as the API description shows them. */
export const tags = [
  {
    name: 'Violations',
    description: 'Suspected breaches as the recording agency keeps them, until they are referred.',
  },
  {
    name: 'Uploads',
    description: 'Large files on their way in, piece by piece (tus 1.0.0), before they become evidence.',
  },
  { name: 'Referrals', description: 'The hand-over of a violation to the agency that may judge it, and its history.' },
  {
    name: 'Acts on a referral',
    description: 'What the two agencies do with a referral. Each act is a record with who and when.',
  },
  { name: 'Questions', description: 'Questions between the two agencies, with their answers, kept in the file.' },
  { name: 'Decisions', description: 'What the receiving agency decides, drafted by one person and issued by another.' },
  {
    name: 'Copies',
    description: 'Redacted copies of decided cases, for whoever must act on a decision, until they end.',
  },
  {
    name: 'Evidence',
    description: 'Files and captured links that prove a violation, each with its chain of custody.',
  },
  { name: 'Read audit', description: 'Who read what and was refused what, and who can see a case and why.' },
  {
    name: 'Reporters',
    description: 'Who reported: sealed, and opened to few, for a purpose, on record.',
  },
  {
    name: 'Officers',
    description: 'Who has a case, who is recused from one, and who has left.',
  },
  {
    name: 'Reported persons',
    description: 'Who the reported persons are: identified later, merged and split, with everything on record.',
  },
  {
    name: 'Emergency access',
    description: 'One referral, read for minutes by an agency with oversight: two persons, and the parties are told.',
  },
  { name: 'Statistics', description: 'How referrals fared, counted.' },
  {
    name: 'Successions',
    description: 'Whose matters went to whom by an order of the law, and what the agency before may still read.',
  },
  {
    name: 'Deadlines',
    description: 'What is due when, by which article, counted day by day.',
  },
  {
    name: 'Hand-overs',
    description: 'Criminal decisions on their way to the election-crime track, and what came of them.',
  },
  {
    name: 'Obligations',
    description: 'What a decision obliges whom to do, what was reported and appealed, and what follows from silence.',
  },
  { name: 'Feed', description: 'What has happened, told to each agency under numbers of its own, without a gap.' },
  {
    name: 'Webhooks',
    description: 'Where an agency has its bells delivered, signed and in order, and what became of each.',
  },
  {
    name: 'Search',
    description: 'Cases found by words and by what stands in them, and ready lists of work.',
  },
  { name: 'Directory', description: 'The agencies and their mandates.' },
  { name: 'Catalogue', description: 'The law as the service knows it: dated rows, and who changed them.' },
  { name: 'Service', description: 'About the service itself.' },
]

/** Of what only a sandbox has. */
export const sandboxTag = {
  name: 'Sandbox',
  description: 'Its clock, its reset, and test tokens. Only a sandbox has these paths.',
}
