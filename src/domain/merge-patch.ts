import type { JsonValue } from './canonical-json.ts'

type JsonObject = { readonly [name: string]: JsonValue | undefined }

/** Applies a JSON Merge Patch: null removes a member, objects merge, everything else replaces (RFC 7396, section 2). */
export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch

  const merged: Record<string, JsonValue | undefined> = isObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else if (value !== undefined) merged[name] = mergePatch(merged[name], value)
  }
  return merged
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
