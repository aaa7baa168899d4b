/** A page of a list: `next` is the path of the one after it. */
export type Page = { readonly items: readonly unknown[]; readonly next: string | null }

type Turn = (query: Record<string, string>) => Promise<{ readonly data: Page }>

/** Every item of a list, one page after the other. A page is fetched when its first item is asked for. */
// biome-ignore lint/suspicious/noExplicitAny: what the items are, the caller's type says
export async function* pagesFrom(turn: Turn): AsyncGenerator<any, void, undefined> {
  for (let query: Record<string, string> | undefined = {}; query !== undefined; ) {
    const { data }: { readonly data: Page } = await turn(query)
    yield* data.items
    query = data.next === null ? undefined : cursorOf(data.next)
  }
}

/** Whatever else the path of the next page names is already bound into its cursor. */
function cursorOf(next: string): Record<string, string> {
  const cursor = new URL(next, 'https://any.example').searchParams.get('cursor')
  if (cursor === null) throw new TypeError('the path of the next page names no cursor')
  return { cursor }
}
