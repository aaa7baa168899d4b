const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Jakarta', dateStyle: 'short', timeStyle: 'medium' })

export const whenTitle = 'when (Asia/Jakarta)'

export function jakartaTime(instant: string): string {
  return format.format(new Date(instant))
}
