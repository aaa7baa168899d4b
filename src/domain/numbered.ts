/** The list with the item of this number changed. An item that is not there means the log is corrupt. */
export function withChanged<Item extends { readonly number: number }>(
  items: readonly Item[],
  number: number,
  change: (item: Item) => Item,
): Item[] {
  if (!items.some(item => item.number === number)) throw new Error(`there is no number ${number} to change`)
  return items.map(item => (item.number === number ? change(item) : item))
}
