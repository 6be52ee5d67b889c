/** Settings and rules are versions. The one in force at a time decides, whatever came later. */

export interface Version<T> {
  readonly version: number;
  /** The instant from which it counts; the first counts from the beginning. */
  readonly effectiveFromMs: number;
  readonly value: T;
}

/** The version in force at `atMs`: the newest that had begun. Versions come oldest first. */
export function versionAt<T>(versions: readonly Version<T>[], atMs: number): Version<T> | undefined {
  return versions.findLast((candidate) => candidate.effectiveFromMs <= atMs);
}
