/** Instants on the wire: RFC 3339 in UTC, to and from milliseconds. */

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?[Zz]$/;

/** Milliseconds of an RFC 3339 instant in UTC; undefined for anything else, a 30th of February too. */
export function parseInstantMs(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const upper = text.toUpperCase();
  const ms = Date.parse(upper);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== upper.slice(0, 10)) return undefined;
  return ms;
}

export function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}
