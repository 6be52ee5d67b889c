/** JSON merge patch (RFC 7396): members replace, objects merge, null removes. */

/** Deeper objects are taken as they are: nothing that is patched is as deep, and a hostile patch ends no stack. */
const DEEPEST = 8;

type Members = Readonly<Record<string, unknown>>;

export function mergePatch(target: Members, patch: Members, depth = 0): Record<string, unknown> {
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      merged.delete(key);
    } else if (isMembers(value) && depth < DEEPEST) {
      const before = merged.get(key);
      merged.set(key, mergePatch(isMembers(before) ? before : {}, value, depth + 1));
    } else {
      merged.set(key, value);
    }
  }
  return Object.fromEntries(merged);
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
