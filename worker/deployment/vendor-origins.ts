/**
 * Where vendors' APIs are asked in place of their own addresses: an operator's setting, for tests and sandboxes. Nothing that
 * a program sets leads there.
 */
const ENTRY = /^([a-z]+)=(https?:\/\/[^\s/?#@,]+)$/;

/** By source, as `VENDOR_ORIGINS` lists them: `stripe=http://127.0.0.1:4010, …`. Undefined for a list that is none. */
export function vendorOrigins(text: string): ReadonlyMap<string, string> | undefined {
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => ENTRY.exec(entry));
  const read = entries.flatMap((entry): [string, string][] =>
    entry?.[1] === undefined || entry[2] === undefined ? [] : [[entry[1], entry[2]]],
  );
  return read.length < entries.length ? undefined : new Map(read);
}
