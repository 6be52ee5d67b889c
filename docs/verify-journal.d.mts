/** The number of the first entry that does not hold; null when all do. */
export function firstBroken(promoterId: string, text: string): number | null;
