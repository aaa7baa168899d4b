import type { provinces } from './shares.ts'

/** Some regencies and cities of each province, with the region codes of the Ministry of Home Affairs. */
export const regions: Readonly<Record<keyof typeof provinces, readonly { code: string; name: string }[]>> = {
  'Sulawesi Tenggara': [
    { code: '74.07', name: 'Kabupaten Wakatobi' },
    { code: '74.02', name: 'Kabupaten Konawe' },
    { code: '74.71', name: 'Kota Kendari' },
  ],
  'Nusa Tenggara Barat': [
    { code: '52.06', name: 'Kabupaten Bima' },
    { code: '52.03', name: 'Kabupaten Lombok Timur' },
    { code: '52.71', name: 'Kota Mataram' },
  ],
  'Jawa Tengah': [
    { code: '33.03', name: 'Kabupaten Purbalingga' },
    { code: '33.09', name: 'Kabupaten Boyolali' },
    { code: '33.74', name: 'Kota Semarang' },
  ],
  'Sulawesi Selatan': [
    { code: '73.06', name: 'Kabupaten Gowa' },
    { code: '73.71', name: 'Kota Makassar' },
  ],
  'Jawa Timur': [
    { code: '35.06', name: 'Kabupaten Kediri' },
    { code: '35.09', name: 'Kabupaten Jember' },
  ],
  'Maluku Utara': [
    { code: '82.04', name: 'Kabupaten Halmahera Selatan' },
    { code: '82.71', name: 'Kota Ternate' },
  ],
  'Sulawesi Utara': [
    { code: '71.02', name: 'Kabupaten Minahasa' },
    { code: '71.71', name: 'Kota Manado' },
  ],
  Banten: [
    { code: '36.04', name: 'Kabupaten Serang' },
    { code: '36.71', name: 'Kota Tangerang' },
  ],
  'Nusa Tenggara Timur': [
    { code: '53.01', name: 'Kabupaten Kupang' },
    { code: '53.71', name: 'Kota Kupang' },
  ],
}
