/** What a refusal is about: someone's remit, the state of the case, the content of the request, or what it must say beside it. */
export type Refusal = 'remit' | 'state' | 'content' | 'form'

export type Rule = {
  /** Stable name for programs; the problem document carries it as `code`. */
  readonly code: string
  readonly refusal: Refusal
  readonly title: { readonly en: string; readonly id: string }
  /** The rule itself, as docs/rules.md prints it. */
  readonly sentence: string
}

/** Every business rule that can refuse a request. docs/rules.md is made from this list, and tests cite the ids. */
export const rules = {
  'R-ACC-01': {
    code: 'role-required',
    refusal: 'remit',
    title: { en: 'Your role does not allow this', id: 'Peran Anda tidak mengizinkan tindakan ini' },
    sentence: 'Each operation is open only to the roles that docs/access.md lists for it.',
  },
  'R-ACC-02': {
    code: 'receiver-only',
    refusal: 'remit',
    title: { en: 'Only the receiving agency may do this', id: 'Hanya instansi penerima yang berwenang' },
    sentence:
      'Receipt, acceptance, return, rejection, assignment, decisions, answers to a withdrawal request and requests for a reporter belong to the receiving agency.',
  },
  'R-ACC-03': {
    code: 'sender-only',
    refusal: 'remit',
    title: { en: 'Only the sending agency may do this', id: 'Hanya instansi pengirim yang berwenang' },
    sentence: 'Resubmission, withdrawal, closure and answers to a request for a reporter belong to the sending agency.',
  },
  'R-ACC-04': {
    code: 'mandate-required',
    refusal: 'remit',
    title: { en: 'Your agency does not hold the mandate', id: 'Instansi Anda tidak memegang kewenangan' },
    sentence: 'An act needs the mandate it rests on, held by the acting agency on the Asia/Jakarta date of the act.',
  },
  'R-ACC-05': {
    code: 'field-not-yours',
    refusal: 'remit',
    title: { en: 'Your role may not change this field', id: 'Peran Anda tidak boleh mengubah isian ini' },
    sentence:
      'Each member of a violation is changed only by the roles and in the states that docs/access.md lists for it.',
  },
  'R-ACC-06': {
    code: 'person-required',
    refusal: 'remit',
    title: { en: 'Only a person may do this', id: 'Hanya orang perseorangan yang boleh melakukan ini' },
    sentence:
      'Issuing or correcting a decision, handing a criminal matter over, erasing evidence, lifting a recusal and recording a departure, and whatever opens a reporter or a case in an emergency, from the request to the reading, are acts of a person; a machine client is nobody’s second pair of eyes.',
  },
  'R-GEN-01': {
    code: 'fact-stands-differently',
    refusal: 'state',
    title: { en: 'This was already done, with other content', id: 'Sudah dilakukan dengan isi yang berbeda' },
    sentence:
      'An act that already stands may be repeated with the same content and changes nothing; with other content it is refused.',
  },
  'R-VIO-01': {
    code: 'violation-incomplete',
    refusal: 'content',
    title: { en: 'The violation is not complete', id: 'Pelanggaran belum lengkap' },
    sentence:
      'A violation is documented only when description, times, place and at least one reported person are there; the refusal lists what is missing.',
  },
  'R-VIO-02': {
    code: 'violation-not-editable',
    refusal: 'state',
    title: { en: 'The violation cannot be changed now', id: 'Pelanggaran tidak dapat diubah saat ini' },
    sentence: 'A violation is changed only as a draft or documented, never while it is with the receiving agency.',
  },
  'R-VIO-03': {
    code: 'known-before-occurred',
    refusal: 'content',
    title: { en: 'It cannot be known before it happened', id: 'Waktu diketahui mendahului waktu kejadian' },
    sentence: 'The time at which a violation became known is not before the time at which it happened.',
  },
  'R-VIO-04': {
    code: 'time-in-future',
    refusal: 'content',
    title: { en: 'The time lies in the future', id: 'Waktu berada di masa depan' },
    sentence: 'A violation has happened and become known already; neither time lies in the future.',
  },
  'R-VIO-05': {
    code: 'violation-not-dismissible',
    refusal: 'state',
    title: { en: 'The violation cannot be dismissed now', id: 'Pelanggaran tidak dapat dihentikan saat ini' },
    sentence: 'A violation is dismissed only as a draft or documented, with no open referral.',
  },
  'R-VIO-06': {
    code: 'reporter-does-not-fit-source',
    refusal: 'content',
    title: { en: 'The reporter does not fit the source', id: 'Pelapor tidak sesuai dengan sumber' },
    sentence: "A report names its reporter; a finding, being the agency's own, has none.",
  },
  'R-VIO-07': {
    code: 'channel-does-not-fit-source',
    refusal: 'content',
    title: { en: 'The channel does not fit the source', id: 'Kanal tidak sesuai dengan sumber' },
    sentence: 'A finding comes from patrol; a report comes from the public portal, an ASN or another agency.',
  },
  'R-VIO-08': {
    code: 'reported-person-not-listed',
    refusal: 'content',
    title: { en: 'No such reported person in this violation', id: 'Terlapor tidak ada dalam pelanggaran ini' },
    sentence: 'A change that names a reported person by id names one that the violation already has, and only once.',
  },
  'R-VIO-09': {
    code: 'violation-not-documentable',
    refusal: 'state',
    title: { en: 'Only a draft can be documented', id: 'Hanya draf yang dapat didokumentasikan' },
    sentence: 'Documentation is recorded for a draft.',
  },
  'R-VIO-10': {
    code: 'excerpt-not-in-description',
    refusal: 'content',
    title: { en: 'The marked text is not in the description', id: 'Teks yang ditandai tidak ada dalam uraian' },
    sentence: 'What is marked to go on to others is a verbatim part of the event description as it stands.',
  },
  'R-REF-01': {
    code: 'violation-not-documented',
    refusal: 'state',
    title: {
      en: 'Only a documented violation can be referred',
      id: 'Hanya pelanggaran terdokumentasi yang dapat diteruskan',
    },
    sentence: 'Only a documented violation is sent or resubmitted.',
  },
  'R-REF-02': {
    code: 'referrer-is-recorder',
    refusal: 'remit',
    title: { en: 'Whoever recorded it may not refer it', id: 'Pencatat tidak boleh meneruskan sendiri' },
    sentence: 'Four eyes: the referrer is not the actor of any recording event of the version being sent.',
  },
  'R-REF-03': {
    code: 'no-receiving-agency',
    refusal: 'state',
    title: { en: 'No agency holds the mandate to receive', id: 'Tidak ada instansi penerima yang berwenang' },
    sentence: 'The receiver is the agency that holds merit supervision on the Asia/Jakarta date of sending.',
  },
  'R-REF-04': {
    code: 'referral-already-open',
    refusal: 'state',
    title: { en: 'The violation has an open referral', id: 'Masih ada penerusan yang terbuka' },
    sentence: 'A violation has at most one open referral.',
  },
  'R-REF-05': {
    code: 'referral-not-sent',
    refusal: 'state',
    title: { en: 'The referral is not waiting to be received', id: 'Penerusan tidak sedang menunggu penerimaan' },
    sentence: 'Receipt is recorded for a referral that is sent.',
  },
  'R-REF-06': {
    code: 'referral-not-received',
    refusal: 'state',
    title: { en: 'The referral is not waiting for intake', id: 'Penerusan tidak sedang menunggu penelaahan' },
    sentence: 'Acceptance, return and rejection answer a referral that is received.',
  },
  'R-REF-07': {
    code: 'return-not-overdue',
    refusal: 'state',
    title: { en: 'The return is not overdue', id: 'Pengembalian belum melewati tenggat' },
    sentence: 'A returned referral is rejected only as not-completed, and only after the due date of the return.',
  },
  'R-REF-08': {
    code: 'referral-not-returned',
    refusal: 'state',
    title: { en: 'The referral is not returned', id: 'Penerusan tidak sedang dikembalikan' },
    sentence: 'A resubmission answers a return.',
  },
  'R-REF-09': {
    code: 'return-item-unanswered',
    refusal: 'content',
    title: { en: 'Each cited item needs one answer', id: 'Setiap butir harus dijawab satu kali' },
    sentence: 'A resubmission answers each item of the return once and nothing else.',
  },
  'R-REF-10': {
    code: 'resubmission-unchanged',
    refusal: 'content',
    title: {
      en: 'Nothing changed since the returned version',
      id: 'Tidak ada perubahan sejak versi yang dikembalikan',
    },
    sentence: 'A resubmitted version differs from the returned one.',
  },
  'R-REF-11': {
    code: 'withdrawal-not-free',
    refusal: 'state',
    title: { en: 'The referral can no longer be freely withdrawn', id: 'Penerusan tidak dapat ditarik secara bebas' },
    sentence: 'Withdrawal is free until acceptance; from then on it is requested.',
  },
  'R-REF-12': {
    code: 'withdrawal-not-requestable',
    refusal: 'state',
    title: { en: 'Withdrawal cannot be requested now', id: 'Penarikan tidak dapat diminta saat ini' },
    sentence: 'Withdrawal is requested while a referral is accepted or under examination and no decision stands.',
  },
  'R-REF-13': {
    code: 'no-withdrawal-request',
    refusal: 'state',
    title: { en: 'There is no open withdrawal request', id: 'Tidak ada permintaan penarikan yang terbuka' },
    sentence:
      'Consent and refusal answer an open withdrawal request; an issued decision, or the referral being decided, makes the request lapse.',
  },
  'R-REF-14': {
    code: 'referral-not-accepted',
    refusal: 'state',
    title: { en: 'The referral is not waiting for assignment', id: 'Penerusan tidak sedang menunggu penugasan' },
    sentence: 'A case officer is assigned to an accepted referral.',
  },
  'R-REF-15': {
    code: 'referral-not-decided',
    refusal: 'state',
    title: { en: 'The referral is not decided', id: 'Penerusan belum diputus' },
    sentence: 'The sender closes a referral that is decided.',
  },
  'R-REF-16': {
    code: 'referral-ended',
    refusal: 'state',
    title: { en: 'The referral has ended', id: 'Penerusan telah berakhir' },
    sentence: 'Questions and answers belong to a referral that has not ended.',
  },
  'R-REF-17': {
    code: 'return-due-date-not-ahead',
    refusal: 'content',
    title: { en: 'The due date must lie ahead', id: 'Tenggat harus di masa depan' },
    sentence: 'The due date of a return lies after the Asia/Jakarta date of the return.',
  },
  'R-REF-18': {
    code: 'return-item-cited-twice',
    refusal: 'content',
    title: { en: 'An item is cited twice', id: 'Butir disebut dua kali' },
    sentence: 'A return cites each item once.',
  },
  'R-REF-19': {
    code: 'rejection-reason-does-not-fit',
    refusal: 'content',
    title: { en: 'The reason does not fit the state', id: 'Alasan tidak sesuai dengan status' },
    sentence: 'The reason not-completed belongs to an overdue return; every other reason to a received referral.',
  },
  'R-REF-20': {
    code: 'answered-by-asker',
    refusal: 'remit',
    title: { en: 'The other agency answers this question', id: 'Pertanyaan dijawab oleh instansi lain' },
    sentence: 'A question is answered by the agency that was asked.',
  },
  'R-REF-21': {
    code: 'too-many-questions',
    refusal: 'state',
    title: { en: 'There are too many questions and answers', id: 'Terlalu banyak pertanyaan dan jawaban' },
    sentence: 'Each agency writes at most 100 questions and answers on a referral.',
  },
  'R-REF-22': {
    code: 'supplement-adds-nothing',
    refusal: 'content',
    title: { en: 'There is no new evidence to add', id: 'Tidak ada bukti baru untuk ditambahkan' },
    sentence:
      'A supplement adds at least one item of evidence that the current version does not have, or marks one to go on that was not marked so before.',
  },
  'R-REF-23': {
    code: 'supplement-not-possible',
    refusal: 'state',
    title: { en: 'Nothing can be added to the referral now', id: 'Penerusan tidak dapat dilengkapi saat ini' },
    sentence: 'Evidence is added to a referral that is received, accepted or under examination.',
  },
  'R-REF-24': {
    code: 'return-item-not-on-checklist',
    refusal: 'content',
    title: { en: 'The checklist has no such item', id: 'Butir tidak ada dalam daftar periksa' },
    sentence:
      'A return cites items of the checklist that was in force for the category of the referral when its current version was sent, and at least one.',
  },
  'R-REF-25': {
    code: 'return-due-too-soon',
    refusal: 'content',
    title: { en: 'The due date leaves too little time', id: 'Tenggat terlalu singkat' },
    sentence:
      'A return gives at least the time of its checklist’s completion clock, counted from the day after the return; it may give more. `detail` names the earliest day.',
  },
  'R-REF-26': {
    code: 'return-rounds-used-up',
    refusal: 'state',
    title: { en: 'It cannot be returned any more', id: 'Tidak dapat dikembalikan lagi' },
    sentence:
      'A referral is returned as often as the checklist of its first return lets it be; after that it is accepted or rejected.',
  },
  'R-REF-27': {
    code: 'reason-unknown',
    refusal: 'content',
    title: { en: 'The catalogue has no such reason', id: 'Alasan tidak ada dalam katalog' },
    sentence:
      'A rejection, a withdrawal, the request for one, a dismissal, and the annulment and the correction of a decision give a reason that the catalogue names for that act on that day.',
  },
  'R-REF-28': {
    code: 'mark-not-in-the-version',
    refusal: 'content',
    title: { en: 'What is marked does not go along', id: 'Bukti yang ditandai tidak ikut diteruskan' },
    sentence:
      'A supplement marks items of the version that it makes to go on, with redacted copies or to the election-crime track, beside what was marked before; it takes no mark back.',
  },
  'R-DEC-01': {
    code: 'not-under-examination',
    refusal: 'state',
    title: { en: 'The referral is not under examination', id: 'Penerusan tidak sedang diperiksa' },
    sentence:
      'Decisions are drafted and issued under examination. Once decided, one on a further track may follow, or a superseding one; once closed a superseding one, or what was drafted before.',
  },
  'R-DEC-02': {
    code: 'issuer-is-drafter',
    refusal: 'remit',
    title: {
      en: 'Whoever drafted it may not issue or correct it',
      id: 'Perancang tidak boleh menerbitkan atau memperbaiki sendiri',
    },
    sentence: 'Four eyes: whoever issues or corrects a decision neither drafted nor edited it.',
  },
  'R-DEC-03': {
    code: 'reported-person-unknown',
    refusal: 'content',
    title: { en: 'No such reported person in this referral', id: 'Terlapor tidak ada dalam penerusan ini' },
    sentence: 'A decision is about one reported person of the version under examination.',
  },
  'R-DEC-04': {
    code: 'person-not-identified',
    refusal: 'content',
    title: { en: 'The reported person is not identified', id: 'Terlapor belum teridentifikasi' },
    sentence: 'An administrative decision needs an identified person.',
  },
  'R-DEC-05': {
    code: 'outcome-does-not-fit-track',
    refusal: 'content',
    title: { en: 'The outcome does not fit the track', id: 'Putusan tidak sesuai dengan jalur' },
    sentence: 'Administrative belongs to the ethics or discipline track, criminal to the criminal track.',
  },
  'R-DEC-06': {
    code: 'citation-does-not-fit',
    refusal: 'content',
    title: { en: 'What is cited does not fit the outcome', id: 'Yang dirujuk tidak sesuai dengan putusan' },
    sentence:
      'An administrative decision cites one or more violation types (none where no list of them was in force on the date of the act) and exactly one sanction, however many breaches there are; a criminal one cites one or more criminal provisions; no other outcome cites any of these. The penalty class follows from the sanction and is nobody’s to say.',
  },
  'R-DEC-07': {
    code: 'decision-already-stands',
    refusal: 'state',
    title: { en: 'A decision for this person and track exists', id: 'Sudah ada putusan untuk terlapor dan jalur ini' },
    sentence:
      'There is one decision, drafted or standing, for a reported person and track; a further one supersedes it.',
  },
  'R-DEC-08': {
    code: 'decision-not-draft',
    refusal: 'state',
    title: { en: 'The decision is not a draft', id: 'Putusan bukan draf' },
    sentence: 'Only a draft is edited, cancelled or issued; an issued decision is never edited.',
  },
  'R-DEC-09': {
    code: 'superseded-decision-not-standing',
    refusal: 'content',
    title: { en: 'The decision to supersede does not stand', id: 'Putusan yang digantikan tidak berlaku' },
    sentence: 'A superseding decision names a standing decision on the same person and track.',
  },
  'R-DEC-10': {
    code: 'decision-not-standing',
    refusal: 'state',
    title: { en: 'Only a standing decision can be annulled', id: 'Hanya putusan yang berlaku dapat dibatalkan' },
    sentence:
      'A standing decision is annulled, with a reason, while the referral is under examination or decided; the person is examined again.',
  },
  'R-DEC-11': {
    code: 'catalogue-row-does-not-fit',
    refusal: 'content',
    title: { en: 'A cited row does not fit', id: 'Baris katalog yang dirujuk tidak sesuai' },
    sentence:
      'Every row that a decision cites is in force on the Asia/Jakarta date of the act and fits the track, the employee type and, where a ladder is an agency’s own, the personnel authority; of criminal provisions one at least threatens a penalty. So the ladder is that of the date of the act: PP 53/2010 up to 30 August 2021, PP 94/2021 from 31 August 2021.',
  },
  'R-DEC-12': {
    code: 'sanction-too-light',
    refusal: 'content',
    title: { en: 'The sanction is lighter than a breach calls for', id: 'Sanksi lebih ringan daripada yang dituntut' },
    sentence:
      'Several breaches in one examination bear one penalty, and it is not of a lighter class than the heaviest that a cited violation type calls for. Types whose level the sources do not show call for none.',
  },
  'R-DEC-13': {
    code: 'sanction-not-in-force',
    refusal: 'content',
    title: { en: 'The sanction cannot be imposed yet', id: 'Sanksi belum dapat dijatuhkan' },
    sentence:
      'A sanction that may not be imposed on the day of the decision is decided together with the one that stands in for it until then; one without such a substitute is refused.',
  },
  'R-DEC-14': {
    code: 'no-candidate-fixed',
    refusal: 'content',
    title: { en: 'No candidate was fixed at that time', id: 'Belum ada calon yang ditetapkan pada saat itu' },
    sentence:
      'A violation type about fixed candidates is not cited for an act at a time at which, by the contests known for that place, the candidates of none were fixed or all results were final. The reverse is a warning: somebody may always be about to stand.',
  },
  'R-DEC-15': {
    code: 'breach-punished-already',
    refusal: 'content',
    title: { en: 'The person bears a penalty already', id: 'Terlapor ini sudah dijatuhi hukuman' },
    sentence:
      'Several breaches in one examination bear one penalty, the heaviest: one discipline decision with a penalty stands on a person in a referral, and it names all of them. Entries with the same NIP, NI PPPK or NIK are one person.',
  },
  'R-DEC-16': {
    code: 'instrument-date-impossible',
    refusal: 'content',
    title: { en: 'The instrument cannot carry this date', id: 'Tanggal naskah tidak mungkin' },
    sentence:
      'The instrument of a decision is not dated before the act it is about and, when the decision is issued, not after that day. A date before the referral was received is a warning: what is recorded here may follow what was done on paper.',
  },
  'R-DEC-17': {
    code: 'decision-not-correctable',
    refusal: 'state',
    title: { en: 'Only a standing decision can be corrected', id: 'Hanya putusan yang berlaku dapat diperbaiki' },
    sentence:
      'A slip of the pen is corrected in a standing decision while the referral is under examination, decided or closed. Every version stays readable, with the reason of the correction.',
  },
  'R-DEC-18': {
    code: 'correction-without-change',
    refusal: 'content',
    title: { en: 'The correction changes nothing', id: 'Perbaikan tidak mengubah apa pun' },
    sentence:
      'A correction changes the number or signatory of the instrument, the reasons or the legal basis; never the person, the track, the outcome or what is imposed.',
  },
  'R-DEC-19': {
    code: 'appeal-outcome-binds',
    refusal: 'content',
    title: { en: 'The outcome of the appeal binds', id: 'Hasil upaya administratif mengikat' },
    sentence:
      'A decision that supersedes one whose penalty an appeal has lightened or aggravated orders a sanction of the class that the outcome names, also where a breach calls for a heavier one (R-DEC-12).',
  },
  'R-CRH-01': {
    code: 'handover-not-due',
    refusal: 'state',
    title: { en: 'There is nothing to hand over', id: 'Tidak ada yang harus diteruskan' },
    sentence: 'A hand-over to the election-crime track follows from a criminal decision that stands, once.',
  },
  'R-CRH-02': {
    code: 'handover-sender-is-drafter',
    refusal: 'remit',
    title: { en: 'Whoever drafted it may not hand it over', id: 'Perancang tidak boleh meneruskan sendiri' },
    sentence: 'Four eyes: whoever hands a criminal matter over neither drafted nor edited the decision.',
  },
  'R-CRH-03': {
    code: 'no-election-supervisor',
    refusal: 'state',
    title: { en: 'Nobody holds election supervision', id: 'Tidak ada pemegang kewenangan pengawasan pemilu' },
    sentence:
      'A hand-over goes to the agency that holds election supervision on that day, which is no party to the referral.',
  },
  'R-CRH-04': {
    code: 'handover-outcome-not-possible',
    refusal: 'state',
    title: { en: 'This outcome is not possible now', id: 'Hasil ini belum atau tidak lagi mungkin' },
    sentence:
      'A hand-over is received first, then registered or not registered; what was registered turns out to be no offence or is forwarded to the police.',
  },
  'R-CRH-05': {
    code: 'handover-unsent',
    refusal: 'state',
    title: { en: 'A hand-over has not been sent', id: 'Penerusan pidana belum dikirim' },
    sentence:
      'A referral is not closed while a standing criminal decision of it has not been handed over to the election-crime track. `errors` names these decisions by number.',
  },
  'R-CRH-06': {
    code: 'registration-number-misplaced',
    refusal: 'content',
    title: {
      en: 'A registration has a number, nothing else has',
      id: 'Nomor registrasi hanya untuk yang diregistrasi',
    },
    sentence: 'What is registered names its registration number; no other outcome names one.',
  },
  'R-CRH-07': {
    code: 'evidence-not-for-handover',
    refusal: 'content',
    title: {
      en: 'This evidence may not go to the election-crime track',
      id: 'Bukti ini tidak boleh diteruskan ke jalur pidana pemilu',
    },
    sentence:
      'With a hand-over goes evidence of the version that was decided on which the recording agency marked, sealed, clean and exactly what was taken in, at most confidential and without a code against onward sharing; where the original is not marked, or is view-only, its shown copy. The refusal names what is in the way.',
  },
  'R-CRH-08': {
    code: 'original-not-handed-over',
    refusal: 'state',
    title: { en: 'The original did not go with the hand-over', id: 'Bukti asli tidak ikut diteruskan' },
    sentence:
      'Whoever received a hand-over opens what went with it in the form in which it went: of most items the shown copy, the original only where the recording agency marked it as such.',
  },
  'R-EVI-01': {
    code: 'reporter-named',
    refusal: 'content',
    title: { en: 'A reporter is not named with evidence', id: 'Pelapor tidak disebut dalam keterangan bukti' },
    sentence: 'Evidence that a reporter collected says so and names nobody: a reporter is kept apart.',
  },
  'R-EVI-02': {
    code: 'collected-in-future',
    refusal: 'content',
    title: { en: 'Evidence is not collected in the future', id: 'Bukti tidak dapat dikumpulkan di masa depan' },
    sentence: 'The times at which evidence was collected and captured do not lie in the future.',
  },
  'R-EVI-03': {
    code: 'evidence-not-accepted',
    refusal: 'state',
    title: { en: 'A dismissed violation takes no evidence', id: 'Pelanggaran yang dihentikan tidak menerima bukti' },
    sentence: 'Evidence is added to a violation unless it is dismissed.',
  },
  'R-EVI-04': {
    code: 'too-many-items',
    refusal: 'state',
    title: { en: 'There are too many items of evidence', id: 'Terlalu banyak bukti' },
    sentence: 'A violation has at most 200 items of evidence.',
  },
  'R-EVI-05': {
    code: 'evidence-sealed',
    refusal: 'state',
    title: { en: 'The item is sealed', id: 'Bukti telah disegel' },
    sentence: 'What is said about an item is changed only before it is sealed; its bytes never are.',
  },
  'R-EVI-06': {
    code: 'evidence-erased',
    refusal: 'state',
    title: { en: 'The item was erased', id: 'Bukti telah dimusnahkan' },
    sentence: 'Of an erased item only its ledger is left.',
  },
  'R-EVI-07': {
    code: 'evidence-in-custody',
    refusal: 'state',
    title: { en: 'The item is with another agency', id: 'Bukti sedang berada di instansi lain' },
    sentence: 'An item is not erased while another agency holds it in a case that is not closed.',
  },
  'R-EVI-08': {
    code: 'eraser-is-recorder',
    refusal: 'remit',
    title: { en: 'Whoever recorded it may not erase it', id: 'Pencatat bukti tidak boleh memusnahkannya' },
    sentence: 'Four eyes: whoever erases an item neither added, described nor sealed it.',
  },
  'R-EVI-09': {
    code: 'evidence-not-released',
    refusal: 'state',
    title: { en: 'The item has not passed the inspection', id: 'Bukti belum lolos pemeriksaan' },
    sentence: 'Nobody opens an item before its inspection has found it clean; a quarantined one is never opened.',
  },
  'R-EVI-10': {
    code: 'evidence-damaged',
    refusal: 'state',
    title: { en: 'The stored item is no longer what was taken in', id: 'Isi bukti tidak lagi sama dengan aslinya' },
    sentence: 'An item whose stored bytes no longer match its digest is not given out.',
  },
  'R-EVI-11': {
    code: 'no-copy-to-show',
    refusal: 'state',
    title: { en: 'There is no copy that may be shown', id: 'Tidak ada salinan yang boleh ditampilkan' },
    sentence:
      'Where location and other metadata cannot be taken out, no copy is shown; the original may be downloaded.',
  },
  'R-EVI-12': {
    code: 'evidence-not-taken-over',
    refusal: 'state',
    title: { en: 'Confirm receipt first', id: 'Konfirmasikan penerimaan terlebih dahulu' },
    sentence:
      'The receiving agency opens evidence after it has confirmed receipt of the referral or hand-over with which it came.',
  },
  'R-EVI-13': {
    code: 'evidence-given-back',
    refusal: 'state',
    title: { en: 'The item is not in your custody', id: 'Bukti tidak berada dalam penguasaan Anda' },
    sentence:
      'The receiving agency opens evidence while it holds it: not after the referral was returned, rejected or withdrawn.',
  },
  'R-EVI-14': {
    code: 'handling-forbids',
    refusal: 'remit',
    title: {
      en: 'The handling of this item does not allow it to you',
      id: 'Penanganan bukti ini tidak mengizinkannya',
    },
    sentence:
      'The confidentiality level and the handling codes of a case and of an item, whichever are stricter, decide who may view, download, export or share it.',
  },
  'R-EVI-15': {
    code: 'evidence-not-clean',
    refusal: 'state',
    title: { en: 'Not all evidence has passed the inspection', id: 'Belum semua bukti lolos pemeriksaan' },
    sentence:
      'A violation is referred only when every item on file is clean; a pending one is waited for, a quarantined one excluded.',
  },
  'R-EVI-16': {
    code: 'custody-gap',
    refusal: 'state',
    title: { en: 'The chain of custody has a gap', id: 'Rantai penguasaan bukti terputus' },
    sentence:
      'An item is handed over only after it was sealed, and only while the store holds exactly what was taken in.',
  },
  'R-EVI-17': {
    code: 'quota-exhausted',
    refusal: 'state',
    title: { en: 'The evidence quota of your agency is used up', id: 'Kuota bukti instansi Anda habis' },
    sentence: 'The evidence of an agency together takes no more room than its quota.',
  },
  'R-EVI-18': {
    code: 'upload-not-finished',
    refusal: 'state',
    title: { en: 'The upload is not finished', id: 'Unggahan belum selesai' },
    sentence: 'Only a finished upload of one’s own becomes evidence.',
  },
  'R-CPY-01': {
    code: 'copy-not-possible-now',
    refusal: 'state',
    title: { en: 'No copy can be given or ended now', id: 'Salinan tidak dapat diberikan atau diakhiri saat ini' },
    sentence:
      'Redacted copies are given while a referral is under examination, decided or closed and a decision stands, and ended in the same states.',
  },
  'R-CPY-02': {
    code: 'copy-without-decision',
    refusal: 'content',
    title: {
      en: 'There is no standing decision on an identified person',
      id: 'Tidak ada keputusan yang berlaku atas terlapor yang dikenal',
    },
    sentence: 'A copy is of one standing decision, and of the one identified person it is about.',
  },
  'R-CPY-03': {
    code: 'copy-without-route',
    refusal: 'state',
    title: { en: 'Nobody is known to whom the copy could go', id: 'Penerima salinan tidak diketahui' },
    sentence:
      'A copy goes where the personnel authority of the reported person leads, which the case must name and the directory know; there must be one that is not part of the case itself.',
  },
  'R-CPY-04': {
    code: 'copy-recipient-refused',
    refusal: 'content',
    title: { en: 'The copy does not go to that agency', id: 'Salinan tidak ditujukan kepada instansi tersebut' },
    sentence:
      'A copy goes to the personnel authority of the reported person, or of a regional secretary to the one above, or past every one that is reported, related or the source of pressure to the next above (governor, minister), and beyond the last to the agency for civil-service administration.',
  },
  'R-CPY-05': {
    code: 'excerpt-not-in-reasons',
    refusal: 'content',
    title: { en: 'The marked text is not in the reasons', id: 'Teks yang ditandai tidak ada dalam pertimbangan' },
    sentence: 'What goes on of the reasons of a decision are verbatim parts of them that the deciding agency marked.',
  },
  'R-CPY-06': {
    code: 'evidence-not-releasable',
    refusal: 'content',
    title: { en: 'This evidence may not go on', id: 'Bukti ini tidak boleh diteruskan' },
    sentence:
      'Evidence goes on only if the sender marked it, it is clean and has a copy to show, it is open or limited, and no code forbids onward sharing; the refusal names what is in the way.',
  },
  'R-CPY-07': {
    code: 'copy-over',
    refusal: 'state',
    title: { en: 'The copy has ended already', id: 'Masa berlaku salinan sudah berakhir' },
    sentence: 'Only a copy that has not ended can be ended early.',
  },
  'R-CPY-08': {
    code: 'shared-evidence-withheld',
    refusal: 'state',
    title: { en: 'This item cannot be shown to you now', id: 'Bukti ini tidak dapat ditampilkan kepada Anda saat ini' },
    sentence:
      'Of an item that was shared with a copy, the shown copy alone is seen, while nothing stands in its way; the original stays with the parties.',
  },
  'R-CPY-09': {
    code: 'no-implication-now',
    refusal: 'state',
    title: {
      en: 'Who is part of the case is not put on record now',
      id: 'Pihak terkait perkara tidak dapat dicatat saat ini',
    },
    sentence:
      'That an authority is part of the case the sender says in the violation, and the receiving agency puts on record, or takes back, from acceptance until the referral is closed.',
  },
  'R-CPY-10': {
    code: 'implication-refused',
    refusal: 'content',
    title: { en: 'That agency cannot be put on record', id: 'Instansi itu tidak dapat dicatat' },
    sentence:
      'An agency is put on record as part of a case once, and by a name that the directory knows; again only after it was taken back.',
  },
  'R-CPY-11': {
    code: 'implication-own',
    refusal: 'remit',
    title: {
      en: 'Somebody else takes back what you put on record',
      id: 'Catatan Anda hanya dapat dicabut oleh orang lain',
    },
    sentence:
      'Four eyes: that an authority is part of the case is taken back by somebody else than whoever put it on record.',
  },
  'R-AUD-01': {
    code: 'purpose-required',
    refusal: 'form',
    title: { en: 'The purpose must be stated', id: 'Tujuan wajib dinyatakan' },
    sentence:
      'The bytes of confidential evidence, of all that went with a hand-over, and whatever else is marked so, are read only with a purpose stated in `X-Purpose`, in 1 to 200 printable ASCII characters; it is put on record with the read.',
  },
  'R-RPT-01': {
    code: 'reporter-not-requestable',
    refusal: 'state',
    title: { en: 'The reporter cannot be asked for now', id: 'Identitas pelapor tidak dapat diminta saat ini' },
    sentence: 'Who reported is asked for while a referral is accepted, under examination or decided.',
  },
  'R-RPT-02': {
    code: 'no-reporter',
    refusal: 'state',
    title: { en: 'There is no reporter', id: 'Tidak ada pelapor' },
    sentence: "A finding is the agency's own and has no reporter who could be asked for.",
  },
  'R-RPT-03': {
    code: 'reporter-request-waiting',
    refusal: 'state',
    title: { en: 'A request for the reporter waits already', id: 'Permintaan identitas pelapor masih menunggu' },
    sentence: 'Of the requests for a reporter on a referral, one at a time waits for its answer.',
  },
  'R-RPT-04': {
    code: 'no-reporter-request',
    refusal: 'state',
    title: {
      en: 'There is no open request for the reporter',
      id: 'Tidak ada permintaan identitas pelapor yang terbuka',
    },
    sentence:
      'Consent and refusal answer an open request for a reporter, while the referral is accepted, under examination or decided.',
  },
  'R-RPT-05': {
    code: 'answered-by-taker-in',
    refusal: 'remit',
    title: { en: 'A second officer answers this', id: 'Harus dijawab oleh pejabat kedua' },
    sentence: 'Four eyes: whoever took a reporter in does not answer a request for the reporter.',
  },
  'R-RPT-06': {
    code: 'reporter-of-another-officer',
    refusal: 'remit',
    title: { en: 'Another officer took the reporter in', id: 'Pelapor diterima oleh pejabat lain' },
    sentence:
      'At the agency that keeps a report, its reporter is read by the officer who took the reporter in, and nobody else.',
  },
  'R-RPT-07': {
    code: 'reporter-not-opened',
    refusal: 'remit',
    title: { en: 'The reporter is not opened to you', id: 'Identitas pelapor tidak dibuka untuk Anda' },
    sentence:
      'At the receiving agency a reporter is opened by the officer whose request was consented to, until the consent or the referral ends.',
  },
  'R-OFF-01': {
    code: 'case-not-reassignable',
    refusal: 'state',
    title: { en: 'The case cannot be reassigned now', id: 'Perkara tidak dapat dialihkan saat ini' },
    sentence: 'A case goes to another officer only while it is under examination, decided or closed.',
  },
  'R-OFF-02': {
    code: 'officer-unchanged',
    refusal: 'content',
    title: { en: 'The case is with this officer already', id: 'Perkara sudah ditangani petugas ini' },
    sentence: 'A case is reassigned to another officer than the one who has it.',
  },
  'R-OFF-03': {
    code: 'case-without-officer',
    refusal: 'state',
    title: { en: 'The case has no officer at present', id: 'Perkara sedang tidak memiliki petugas' },
    sentence:
      'While the assigned officer is recused or has left, no decision is drafted or revised; the commissioner reassigns the case first.',
  },
  'R-OFF-04': {
    code: 'officer-not-available',
    refusal: 'content',
    title: { en: 'This officer cannot have the case', id: 'Petugas ini tidak dapat menangani perkara' },
    sentence: 'A case is given only to an officer who is not recused from it and has not left.',
  },
  'R-OFF-05': {
    code: 'own-recusal',
    refusal: 'remit',
    title: { en: 'Nobody lifts their own recusal', id: 'Pengunduran diri tidak dapat dicabut oleh yang bersangkutan' },
    sentence:
      'A recusal hides the case from whoever declared it, and is lifted, with a reason, only by a supervisor who is somebody else, or by a colleague where an agency has none (R-OFF-15).',
  },
  'R-OFF-06': {
    code: 'own-departure',
    refusal: 'remit',
    title: { en: 'Nobody records their own departure', id: 'Kepergian tidak dapat dicatat oleh yang bersangkutan' },
    sentence: 'A departure is recorded by a supervisor of the same agency who is not the one leaving.',
  },
  'R-OFF-07': {
    code: 'successor-unfit',
    refusal: 'content',
    title: { en: 'This successor will not do', id: 'Pengganti tersebut tidak dapat ditunjuk' },
    sentence: 'The successor is another person, and has not left.',
  },
  'R-OFF-08': {
    code: 'departure-ahead',
    refusal: 'content',
    title: { en: 'The departure lies ahead', id: 'Kepergian belum terjadi' },
    sentence: 'A departure takes effect when it is recorded, so the last day cannot lie after it (Asia/Jakarta).',
  },
  'R-OFF-09': {
    code: 'departure-recorded',
    refusal: 'state',
    title: { en: 'The departure is on record already', id: 'Kepergian sudah tercatat' },
    sentence: 'A person leaves an agency once; whoever comes back gets a new subject from the issuer.',
  },
  'R-OFF-10': {
    code: 'officer-departed',
    refusal: 'remit',
    title: { en: 'This person has left the agency', id: 'Orang ini sudah tidak bertugas di instansinya' },
    sentence: 'From the moment a departure is recorded, every token of that person is refused in that agency.',
  },
  'R-OFF-11': {
    code: 'oversight-required',
    refusal: 'remit',
    title: { en: 'Your agency has no oversight', id: 'Instansi Anda tidak memiliki kewenangan pengawasan' },
    sentence:
      'Emergency access is for an agency that supervises elections or administers the civil service on that day, and is no personnel authority. To one that is part of the very case, or stands on the way of its copies, there is nothing to read, and the parties are told that it asked.',
  },
  'R-OFF-12': {
    code: 'second-person-required',
    refusal: 'remit',
    title: { en: 'A second person must confirm this', id: 'Harus dikonfirmasi oleh orang kedua' },
    sentence: 'An emergency access is confirmed by another person of the same agency in the same role.',
  },
  'R-OFF-13': {
    code: 'requester-only',
    refusal: 'remit',
    title: { en: 'Only who asked for it may read', id: 'Hanya pemohon yang boleh membaca' },
    sentence: 'In an emergency access only the person who asked for it reads, and only that one referral.',
  },
  'R-OFF-14': {
    code: 'emergency-access-not-open',
    refusal: 'state',
    title: { en: 'The emergency access is not open', id: 'Akses darurat tidak terbuka' },
    sentence:
      'An emergency access is open from its confirmation, within an hour of the request, until it ends by itself at most 15 minutes later.',
  },
  'R-OFF-15': {
    code: 'recusal-in-another-role',
    refusal: 'remit',
    title: {
      en: 'This recusal was declared in another role',
      id: 'Pengunduran diri ini dinyatakan dalam peran lain',
    },
    sentence:
      'Whoever is recused from an obligation, a copy or a hand-over at an agency that is no party is let back by a colleague in the same role.',
  },
  'R-CHK-01': {
    code: 'mark-not-on-checklist',
    refusal: 'content',
    title: { en: 'There is no such item to judge', id: 'Tidak ada butir seperti itu untuk dinilai' },
    sentence:
      'An acceptance marks items that its checklist leaves to the officer, each once; what the service looks at itself is not marked.',
  },
  'R-CHK-02': {
    code: 'period-too-long',
    refusal: 'content',
    title: { en: 'The period cannot be counted', id: 'Periode tidak dapat dihitung' },
    sentence: 'Statistics are of one to twenty-four whole months.',
  },
  'R-SUC-01': {
    code: 'no-agreement',
    refusal: 'state',
    title: { en: 'No agreement is in force', id: 'Tidak ada perjanjian yang berlaku' },
    sentence:
      'A referral is sent only under an agreement between sender and receiver that is in force on the Asia/Jakarta date of the sending; what was sent under one goes on without.',
  },
  'R-PER-01': {
    code: 'person-not-current',
    refusal: 'content',
    title: { en: 'This person does not stand for themselves', id: 'Terlapor ini tidak berdiri sendiri saat ini' },
    sentence:
      'The reported persons of a referral are those of its current version with every standing identification, merge and split laid over them, whatever was resubmitted or supplemented since; a change names persons as they are then.',
  },
  'R-PER-02': {
    code: 'identification-unchanged',
    refusal: 'content',
    title: { en: 'The person is known as this already', id: 'Terlapor sudah dikenal demikian' },
    sentence: 'An identification says something about the person that was not known, or differs from it.',
  },
  'R-PER-03': {
    code: 'persons-not-changeable',
    refusal: 'state',
    title: { en: 'Persons cannot be identified or merged now', id: 'Identitas terlapor tidak dapat diubah saat ini' },
    sentence:
      'Reported persons are identified, merged and split, and such changes revoked, while the referral is accepted or under examination.',
  },
  'R-PER-04': {
    code: 'person-decided',
    refusal: 'state',
    title: { en: 'A decision stands on this person', id: 'Sudah ada putusan yang berlaku atas terlapor ini' },
    sentence:
      'While a decision stands, the person it is about is not split, identified otherwise or taken out of the referral by a revocation; the decision is annulled first.',
  },
  'R-PER-05': {
    code: 'merge-contradicts-decisions',
    refusal: 'state',
    title: { en: 'Both have a decision on the same track', id: 'Keduanya memiliki putusan pada jalur yang sama' },
    sentence:
      'Two persons are not merged while a decision stands on each of them on the same track; one of the decisions is annulled first.',
  },
  'R-PER-06': {
    code: 'merge-does-not-fit',
    refusal: 'content',
    title: { en: 'These two cannot be merged so', id: 'Kedua terlapor tidak dapat digabungkan demikian' },
    sentence: 'A merge names two different persons; of an identified and an unidentified one, the identified survives.',
  },
  'R-PER-07': {
    code: 'person-change-needed',
    refusal: 'state',
    title: { en: 'A later change rests on this one', id: 'Ada perubahan kemudian yang bergantung pada perubahan ini' },
    sentence: 'A change of persons is revoked only while no later one that stands needs a person it brought.',
  },
  'R-PER-08': {
    code: 'too-many-persons',
    refusal: 'state',
    title: { en: 'There are too many persons or changes', id: 'Terlalu banyak terlapor atau perubahan' },
    sentence: 'A referral has at most 100 reported persons at a time, and 200 changes of them.',
  },
  'R-CLK-01': {
    code: 'clock-not-known',
    refusal: 'content',
    title: { en: 'No such clock is in force then', id: 'Tenggat tersebut tidak berlaku pada saat itu' },
    sentence: 'A deadline is computed by the row of its clock that is in force on the date it starts.',
  },
  'R-CLK-02': {
    code: 'start-not-fit',
    refusal: 'content',
    title: { en: 'The clock cannot start there', id: 'Tenggat tidak dapat dimulai dari waktu tersebut' },
    sentence:
      'A clock of hours starts at an instant, and a clock of days at a date or on the legal date of an instant in its zone; the start lies between 1945 and 2100.',
  },
  'R-CLK-03': {
    code: 'suspension-not-fit',
    refusal: 'content',
    title: { en: 'The suspension cannot be counted', id: 'Penangguhan tidak dapat dihitung' },
    sentence:
      'A suspension ends after it begins, and within twenty years of the start; its days and hours do not count.',
  },
  'R-OBL-01': {
    code: 'obliged-agency-only',
    refusal: 'remit',
    title: {
      en: 'Only the obliged agency may do this',
      id: 'Hanya instansi yang wajib menindaklanjuti yang berwenang',
    },
    sentence:
      'The receipt of an obligation and the report of its execution belong to the agency that it obliges; appeals are recorded by that agency or by the receiving agency of the referral.',
  },
  'R-OBL-02': {
    code: 'notified-agency-only',
    refusal: 'remit',
    title: {
      en: 'Only the agency that the step is addressed to may do this',
      id: 'Hanya instansi yang dituju oleh langkah tersebut yang berwenang',
    },
    sentence:
      'The receipt of a step of escalation belongs to the agency that it is addressed to, and so do the block of personnel data and its end.',
  },
  'R-OBL-03': {
    code: 'obligation-not-open',
    refusal: 'state',
    title: { en: 'The obligation is not open', id: 'Kewajiban tindak lanjut tidak lagi terbuka' },
    sentence:
      'Only an open obligation is received, addressed and reported on, and only one that is not settled lapses.',
  },
  'R-OBL-04': {
    code: 'deviation-unexplained',
    refusal: 'content',
    title: {
      en: 'Another penalty than ordered needs a reason, and only that',
      id: 'Hukuman yang berbeda dari rekomendasi harus disertai alasan',
    },
    sentence:
      'A report names a deviation, with its reason, exactly when another penalty was imposed than the decision orders; what stands in for a suspended penalty is not another one.',
  },
  'R-OBL-05': {
    code: 'execution-ahead',
    refusal: 'content',
    title: { en: 'The instrument is dated in the future', id: 'Tanggal keputusan belum tiba' },
    sentence: 'The instrument of a report is not dated after the day of the report (Asia/Jakarta).',
  },
  'R-OBL-06': {
    code: 'sanction-unfit',
    refusal: 'content',
    title: { en: 'The sanction does not fit', id: 'Sanksi tidak sesuai dengan katalog' },
    sentence:
      'The sanction of a report is one of the catalogue that could be imposed on the date of the instrument, and of the reported penalty class; instead of one that is not in force yet its substitute is imposed.',
  },
  'R-OBL-07': {
    code: 'report-not-waiting',
    refusal: 'state',
    title: { en: 'The report does not wait for an answer', id: 'Laporan tidak sedang menunggu jawaban' },
    sentence: 'A report of another penalty is accepted or refused once, while the obligation is open.',
  },
  'R-OBL-08': {
    code: 'lapse-reason-unknown',
    refusal: 'content',
    title: { en: 'The catalogue has no such reason for a lapse', id: 'Alasan gugur tidak ada dalam katalog' },
    sentence: 'An obligation lapses only for a reason that the catalogue names for a lapse on that day.',
  },
  'R-OBL-09': {
    code: 'obligations-unsettled',
    refusal: 'state',
    title: { en: 'An obligation is not settled', id: 'Masih ada kewajiban yang belum selesai' },
    sentence:
      'A referral is closed only when each of its obligations is executed, lapsed or annulled, and neither an appeal that suspends it nor an outcome that waits for the receiving agency nor a superseding decision after one is outstanding. `errors` names the others by number.',
  },
  'R-OBL-10': {
    code: 'obligation-addressed',
    refusal: 'state',
    title: { en: 'Somebody is obliged already', id: 'Kewajiban sudah memiliki instansi penanggung jawab' },
    sentence:
      'An obligation is addressed once, while nobody is obliged; and anew when it obliges an agency that turned out to be part of the case.',
  },
  'R-OBL-11': {
    code: 'nobody-to-oblige',
    refusal: 'content',
    title: { en: 'There is nobody to oblige on this route', id: 'Tidak ada instansi yang dapat diwajibkan' },
    sentence:
      'An obligation goes where a copy would: to the personnel authority of the person, or past those that are part of the case to the next above; the authority named must be in the directory and lead to somebody.',
  },
  'R-OBL-12': {
    code: 'block-not-signalled',
    refusal: 'state',
    title: { en: 'Nothing asks for a block', id: 'Tidak ada dasar untuk pemblokiran' },
    sentence:
      'A block of personnel data is recorded only after the step that asks for it. One that is recorded after the obligation has ended is signalled to end at once.',
  },
  'R-OBL-13': {
    code: 'unblock-too-early',
    refusal: 'state',
    title: { en: 'The block cannot end yet', id: 'Pemblokiran belum dapat dibuka' },
    sentence: 'A block ends only once there is one and the obligation is executed, lapsed or annulled.',
  },
  'R-OBL-14': {
    code: 'report-waits',
    refusal: 'state',
    title: { en: 'No report is taken at present', id: 'Laporan belum dapat diterima saat ini' },
    sentence:
      'While a report of another penalty waits for an answer, or the outcome of an appeal for a superseding decision, no other report is taken.',
  },
  'R-OBL-15': {
    code: 'execution-dates-impossible',
    refusal: 'content',
    title: { en: 'No execution can have these dates', id: 'Tanggal pelaksanaan tidak mungkin' },
    sentence:
      'The instrument of a report is not dated before the decision that orders it. The penalty comes into force on the day of the instrument or later, and no later than the clocks of the law lead to (`decision-hand-over`, then `penalty-in-force`) when it is handed over on the last day for that, or today where that day is over. A discipline penalty that comes into force on another day than these clocks lead to is warned about.',
  },
  'R-APP-01': {
    code: 'appeal-out-of-place',
    refusal: 'state',
    title: { en: 'No appeal can be recorded now', id: 'Upaya administratif tidak dapat dicatat saat ini' },
    sentence:
      'An appeal is recorded while the obligation is open or executed, one at a time, and not while a superseding decision is outstanding. One against a penalty that the receiving agency has not let count keeps no other off.',
  },
  'R-APP-02': {
    code: 'appeal-kind-unfit',
    refusal: 'content',
    title: { en: 'This kind of appeal is not open against the penalty', id: 'Jenis upaya administratif tidak sesuai' },
    sentence:
      'Which remedy is open against a penalty is said by the row of its sanction (`remedy` in `/v1/catalogue/sanctions`); against a penalty that was reported by its class alone, what is open against any sanction of that class (PP 79/2021).',
  },
  'R-APP-03': {
    code: 'appeal-dates-unfit',
    refusal: 'content',
    title: { en: 'The dates of the appeal do not fit', id: 'Tanggal upaya administratif tidak sesuai' },
    sentence:
      'An appeal is filed on or after the day of the decision that it is against, which is received on or after that day; its outcome is dated on or after its filing, and no day lies in the future (Asia/Jakarta).',
  },
  'R-APP-04': {
    code: 'appeal-not-pending',
    refusal: 'state',
    title: { en: 'The appeal is not pending', id: 'Upaya administratif tidak sedang berjalan' },
    sentence:
      'An outcome is recorded once, of an appeal that was filed in time, while the obligation is open or executed, and again only after the receiving agency has refused it. What was filed after its clock ran out is inadmissible by itself and suspends nothing.',
  },
  'R-APP-05': {
    code: 'outcome-penalty-unfit',
    refusal: 'content',
    title: { en: 'The penalty does not fit the outcome', id: 'Hukuman tidak sesuai dengan hasil upaya administratif' },
    sentence:
      'An outcome that lightens or aggravates names the penalty class it leads to, which lies in that direction or is the same, and of which the track has a sanction; no other outcome names one.',
  },
  'R-APP-06': {
    code: 'nothing-imposed-yet',
    refusal: 'state',
    title: { en: 'No penalty is on record as imposed', id: 'Belum ada hukuman yang dilaporkan dijatuhkan' },
    sentence:
      'There is an appeal only against what was imposed: the obliged agency reports the execution first, and then the appeal is recorded.',
  },
  'R-APP-07': {
    code: 'appealed-instrument-unknown',
    refusal: 'content',
    title: { en: 'No report has this instrument', id: 'Keputusan yang digugat tidak ada dalam laporan pelaksanaan' },
    sentence:
      'An appeal names number and date of the instrument of a report of this obligation that was accepted or waits for its answer.',
  },
  'R-APP-08': {
    code: 'outcome-recorded-by-you',
    refusal: 'remit',
    title: {
      en: 'Whoever recorded the outcome may not answer it',
      id: 'Pencatat hasil upaya administratif tidak boleh menyetujuinya',
    },
    sentence: 'The outcome of an appeal is accepted or refused by another person than recorded it.',
  },
  'R-APP-09': {
    code: 'outcome-not-waiting',
    refusal: 'state',
    title: { en: 'No outcome waits for an answer', id: 'Tidak ada hasil yang menunggu persetujuan' },
    sentence:
      'An outcome that annuls, lightens or aggravates counts at once when a person of the receiving agency records it. When the obliged agency or a machine client does, it waits, and a commissioner of the receiving agency accepts or refuses it, once, while the obligation is open or executed.',
  },
  'R-CLS-01': {
    code: 'category-not-in-force',
    refusal: 'content',
    title: { en: 'No such category was valid on the day of the act', id: 'Kategori tidak berlaku pada hari perbuatan' },
    sentence:
      'The category that the sender suggests is a row of the catalogue that was valid on the day of the act; whether it fits, the receiver decides.',
  },
  'R-CLS-02': {
    code: 'time-of-act-unknown',
    refusal: 'state',
    title: { en: 'The time of the act is not known yet', id: 'Waktu perbuatan belum diketahui' },
    sentence:
      'An act is classified by the law of its day, so a violation without a time of the event is not classified.',
  },
  'R-SBX-01': {
    code: 'clock-not-forward',
    refusal: 'content',
    title: { en: 'The clock of a sandbox goes forward only', id: 'Jam kotak pasir hanya dapat dimajukan' },
    sentence:
      'The clock of a sandbox is moved forward, to at most twenty years from the true time; it goes back with a reset alone.',
  },
  'R-SBX-02': {
    code: 'sandbox-in-use',
    refusal: 'state',
    title: { en: 'Somebody else is connected to the sandbox', id: 'Kotak pasir sedang dipakai pihak lain' },
    sentence:
      'A sandbox is reset while this process alone is connected to its database, so that nobody else goes on with half of the old one.',
  },
  'R-SBX-03': {
    code: 'test-token-refused',
    refusal: 'content',
    title: { en: 'The sandbox gives out no such token', id: 'Kotak pasir tidak menerbitkan token seperti itu' },
    sentence: 'A sandbox gives out tokens of local issuers only, for roles that the agency may give on that day.',
  },
  'R-FED-01': {
    code: 'feed-number-unknown',
    refusal: 'content',
    title: { en: 'The feed does not reach that number', id: 'Umpan belum mencapai nomor tersebut' },
    sentence:
      'A feed is followed, by reading it or by a webhook, from numbers that it has reached. A follower that is ahead of it has been told by another one, and is stopped instead of waiting for what it already has.',
  },
  'R-WHK-01': {
    code: 'webhook-target-refused',
    refusal: 'content',
    title: { en: 'Nothing can be sent to this address', id: 'Alamat ini tidak dapat menerima pemberitahuan' },
    sentence:
      'A webhook is an https URL without user information or fragment, on port 443 or 8443, of a host that this server is set to allow; its name is known, and every address it leads to is public. With `WEBHOOK_LOOPBACK=on`, as in a sandbox, it may also lead to the machine of the server, by http and on any port.',
  },
  'R-WHK-02': {
    code: 'webhook-not-consented',
    refusal: 'state',
    title: { en: 'The endpoint has not consented', id: 'Titik akhir belum memberikan persetujuan' },
    sentence:
      'Nothing is sent to an endpoint that has not answered the question for its consent with the name of this server, or that has said since that it is gone.',
  },
  'R-WHK-03': {
    code: 'too-many-webhooks',
    refusal: 'state',
    title: { en: 'Your agency has as many webhooks as it may', id: 'Jumlah webhook instansi Anda sudah maksimum' },
    sentence: 'An agency has at most 10 webhooks.',
  },
  'R-WHK-04': {
    code: 'replay-out-of-range',
    refusal: 'content',
    title: { en: 'These numbers cannot be delivered again', id: 'Nomor ini tidak dapat dikirim ulang' },
    sentence:
      'What is asked for again is a range of at most 10,000 numbers, from the first to the last, that the feed of the agency has.',
  },
  'R-WHK-05': {
    code: 'too-many-keys',
    refusal: 'state',
    title: { en: 'Too many keys of this scheme sign at present', id: 'Terlalu banyak kunci yang masih berlaku' },
    sentence: 'At most four keys of a scheme sign for a webhook at a time.',
  },
  'R-WHK-06': {
    code: 'consent-asked-just-now',
    refusal: 'state',
    title: { en: 'The endpoint was asked just now', id: 'Titik akhir baru saja ditanya' },
    sentence: 'An endpoint is asked for its consent at most once in five seconds.',
  },
  'R-SRC-01': {
    code: 'search-text-unusable',
    refusal: 'content',
    title: { en: 'The text to search for cannot be used', id: 'Teks pencarian tidak dapat digunakan' },
    sentence:
      'A text to search for has 1 to 20 words or phrases, each with a letter or a digit, and its quotes come in pairs. A case is found when the caller may read every one of them in it.',
  },
  'R-SRC-02': {
    code: 'search-range-unfit',
    refusal: 'content',
    title: { en: 'A range of times cannot be searched', id: 'Rentang waktu tidak dapat dicari' },
    sentence:
      'A range of times names an end and ends after it begins; of when something happened or became known it is at most 36 months long.',
  },
  'R-SRC-03': {
    code: 'search-too-wide',
    refusal: 'content',
    title: { en: 'The search names too much at once', id: 'Pencarian menyebut terlalu banyak hal sekaligus' },
    sentence: 'The words and the values of all filters of one search are at most 60 together.',
  },
  'R-BLK-01': {
    code: 'batch-too-large',
    refusal: 'form',
    title: { en: 'The batch or one of its lines is too large', id: 'Kelompok atau salah satu barisnya terlalu besar' },
    sentence:
      'A batch has at most 10,000 lines, blank ones counted, and a line at most 4 KiB. A line that is longer is refused alone; after the last line that may be there nothing more is read.',
  },
} as const satisfies Record<string, Rule>

export type RuleId = keyof typeof rules
