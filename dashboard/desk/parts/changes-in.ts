/** Of what stands in a form, what its writer changed: the rest may have been changed elsewhere meanwhile, and is not written over. */

interface Members {
  readonly [name: string]: unknown;
}

/** @returns a merge patch. Lists and null are wholes. */
export function changesIn(before: Members, after: Members): Members {
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(after)) {
    const old = before[name];
    if (JSON.stringify(old) === JSON.stringify(value)) continue;
    changes[name] = isMembers(old) && isMembers(value) ? changesIn(old, value) : value;
  }
  return changes;
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
