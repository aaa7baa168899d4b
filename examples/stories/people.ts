import type { Officer } from '../service/officer.ts'

/** Somebody in a story. Every person in these stories is invented. */
export type Character = Officer & { readonly name: string; readonly office: string }

export const dewi: Character = {
  name: 'Dewi Anggraini',
  office: 'recorder at Kominfo',
  agency: 'kominfo',
  subject: 'dewi.anggraini',
  roles: ['recorder'],
}

export const rangga: Character = {
  name: 'Rangga Prakoso',
  office: 'referrer at Kominfo',
  agency: 'kominfo',
  subject: 'rangga.prakoso',
  roles: ['referrer'],
}

export const yohana: Character = {
  name: 'Yohana Siregar',
  office: 'intake officer at KASN',
  agency: 'kasn',
  subject: 'yohana.siregar',
  roles: ['intake-officer'],
}

export const bagus: Character = {
  name: 'Bagus Wicaksono',
  office: 'case officer at KASN',
  agency: 'kasn',
  subject: 'bagus.wicaksono',
  roles: ['case-officer'],
}

export const nurhayati: Character = {
  name: 'Nurhayati Daulay',
  office: 'commissioner at KASN',
  agency: 'kasn',
  subject: 'nurhayati.daulay',
  roles: ['commissioner'],
}

export const hendra: Character = {
  name: 'Hendra Saputra',
  office: 'personnel officer of the mayor of Surakarta',
  agency: 'surakarta',
  subject: 'hendra.saputra',
  roles: ['personnel-officer'],
}

export const wulan: Character = {
  name: 'Wulan Kusumawati',
  office: 'personnel officer of the governor of Central Java',
  agency: 'jawa-tengah',
  subject: 'wulan.kusumawati',
  roles: ['personnel-officer'],
}

export const fajar: Character = {
  name: 'Fajar Siahaan',
  office: 'election officer at Bawaslu',
  agency: 'bawaslu',
  subject: 'fajar.siahaan',
  roles: ['election-officer'],
}

export const ratna: Character = {
  name: 'Ratna Simanjuntak',
  office: 'officer at the Ministry of Home Affairs',
  agency: 'kemendagri',
  subject: 'ratna.simanjuntak',
  roles: ['personnel-officer'],
}

export const arif: Character = {
  name: 'Arif Nugroho',
  office: 'compliance officer at BKN',
  agency: 'bkn',
  subject: 'arif.nugroho',
  roles: ['compliance-officer'],
}

export const kominfoSystem: Character = {
  name: 'The case system of Kominfo',
  office: 'Kominfo',
  agency: 'kominfo',
  subject: 'kominfo-case-system',
  roles: ['integrator'],
}

export const kasnSystem: Character = {
  name: 'The case system of KASN',
  office: 'KASN',
  agency: 'kasn',
  subject: 'kasn-case-system',
  roles: ['integrator'],
}
