/** JSON merge patch (RFC 7396): members replace, objects merge, null removes. */
type Members = Readonly<Record<string, unknown>>;

export function mergePatch(target: Members, patch: Members): Record<string, unknown> {
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      merged.delete(key);
    } else if (isMembers(value)) {
      const before = merged.get(key);
      merged.set(key, mergePatch(isMembers(before) ? before : {}, value));
    } else {
      merged.set(key, value);
    }
  }
  return Object.fromEntries(merged);
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
