import type { JsonValue } from './canonical-json.ts'

type JsonObject = { readonly [name: string]: JsonValue | undefined }

/** Applies a JSON Merge Patch: null removes a member, objects merge, everything else replaces (RFC 7396, section 2). */
export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch

  // A map, so that a member named `__proto__` is a member like others and never a prototype.
  const merged = new Map<string, JsonValue | undefined>(isObject(target) ? Object.entries(target) : [])
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else if (value !== undefined) merged.set(name, mergePatch(merged.get(name), value))
  }
  return Object.fromEntries(merged)
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
