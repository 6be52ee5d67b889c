/** Groups the entries of a batch by their owner, so that each owner is called once. */

/** Entries with their places in the batch, by key, in sequence. */
export function groupedBy<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): Map<string, { readonly index: number; readonly entry: Entry }[]> {
  const groups = new Map<string, { index: number; entry: Entry }[]>();
  entries.forEach((entry, index) => {
    const key = keyOf(entry);
    const group = groups.get(key) ?? [];
    group.push({ index, entry });
    groups.set(key, group);
  });
  return groups;
}
