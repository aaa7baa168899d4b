/** Says of what a cursor opens to whether it is a position in this list. */
export type IsPosition<Position> = (opened: unknown) => opened is Position

export function isText(opened: unknown): opened is string {
  return typeof opened === 'string'
}

export function isTextOrNull(opened: unknown): opened is string | null {
  return opened === null || isText(opened)
}

export function isNumber(opened: unknown): opened is number {
  return typeof opened === 'number'
}

/** A position that is made of several members. */
export function isOfMembers<Position extends object>(
  members: { readonly [Name in keyof Position]: IsPosition<Position[Name]> },
): IsPosition<Position> {
  const checks = Object.entries<IsPosition<Position[keyof Position]>>(members)
  return (opened): opened is Position =>
    typeof opened === 'object' && opened !== null && checks.every(([name, is]) => is(Reflect.get(opened, name)))
}
