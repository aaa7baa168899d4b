import type { ErrorObject } from 'ajv'

export function isUnion({ keyword }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf'
}

/**
 * Leaves out what a failed union reports of the branches that were not meant. Branches told apart by a constant, like
 * `identification`, show which one was: where the constant differs, nothing else that is said of that branch matters, and
 * where it fits none, the constant alone is at fault. Other unions stay as reported.
 */
export function withoutBranchesNotMeant(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = []
  for (const error of errors) {
    if (!isUnion(error)) {
      kept.push(error)
      continue
    }
    // Ajv reports the branches of a union right before the union itself.
    let first = kept.length
    while (first > 0 && liesWithin(kept[first - 1], error)) first -= 1
    kept.push(...ofBranchMeant(kept.splice(first), error))
  }
  return kept
}

function liesWithin(inner: ErrorObject | undefined, { instancePath }: ErrorObject): boolean {
  return (
    inner !== undefined && (inner.instancePath === instancePath || inner.instancePath.startsWith(`${instancePath}/`))
  )
}

function ofBranchMeant(errors: ErrorObject[], union: ErrorObject): ErrorObject[] {
  const notMeant = new Set(errors.filter(error => isTag(error, union)).map(error => branchOf(error, union)))
  if (notMeant.size === 0) return [...errors, union]
  const meant = errors.filter(error => !notMeant.has(branchOf(error, union)))
  return meant.length > 0 ? meant : errors.filter(error => isTag(error, union))
}

/** `0`, `1`, …; undefined for a fault that is not of this union. */
function branchOf({ schemaPath }: ErrorObject, union: ErrorObject): string | undefined {
  const prefix = `${union.schemaPath}/`
  return schemaPath.startsWith(prefix) ? schemaPath.slice(prefix.length).split('/', 1)[0] : undefined
}

/** Whether this fault is a constant that differs, in a member of the very value that the union is about. */
function isTag(error: ErrorObject, union: ErrorObject): boolean {
  if (branchOf(error, union) === undefined) return false
  return /^\d+\/properties\/[^/]+\/const$/.test(error.schemaPath.slice(union.schemaPath.length + 1))
}
