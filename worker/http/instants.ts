/** Instants on the wire: RFC 3339, to and from milliseconds. Ours are in UTC; what shops send may carry an offset. */

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?[Zz]$/;

/** Milliseconds of an RFC 3339 instant in UTC; undefined for anything else, a 30th of February too. */
export function parseInstantMs(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const upper = text.toUpperCase();
  const ms = Date.parse(upper);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== upper.slice(0, 10)) return undefined;
  return ms;
}

const WITH_OFFSET = /^(.{19,29})([+-])([01]\d|2[0-3]):([0-5]\d)$/;
const MINUTE_MS = 60_000;

/** Milliseconds of an RFC 3339 instant, in UTC or with an offset; undefined for anything else. */
export function parseSentInstantMs(text: string): number | undefined {
  const [, local, sign, hours, minutes] = WITH_OFFSET.exec(text) ?? [];
  if (local === undefined) return parseInstantMs(text);
  const ms = parseInstantMs(`${local}Z`);
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  return ms === undefined ? undefined : ms + (sign === "-" ? offsetMs : -offsetMs);
}

export function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}
