/** All that a process counted of a key in the window that began then. */
export type Count = { readonly key: string; readonly begins: number; readonly units: number }

/** A case by its mark, and when somebody first opened it within the hour. */
export type Opening = readonly [mark: number, at: number]

/** What a person opened in a process and others have not been told, and of how many openings it knows in all. */
export type Openings = { readonly person: string; readonly known: number; readonly opened: readonly Opening[] }

/** What a process tells the others. */
export type Told = { readonly counts: readonly Count[]; readonly persons: readonly Openings[] }

/** What it hears of them. */
export type Heard = {
  /** The time of the database. */
  readonly now: number
  /** How much the others counted of each key, in the order told. */
  readonly others: readonly number[]
  /** All openings of each person within the hour, in the order told; null where as many are known. */
  readonly persons: readonly (readonly Opening[] | null)[]
}
