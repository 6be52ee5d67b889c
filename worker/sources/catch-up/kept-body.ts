/**
 * A listed body as it is kept where it cannot be used. A webhook has at most a MiB, and a row of D1 holds 2 MB. What a vendor
 * lists may be larger, or nested deeper than anybody writes. Of that an extract is kept, marked so that no replay takes it for
 * the whole, and in which an erasure finds people.
 */
import { jsonOf } from "../../platform/json-text.ts";
import { TORN } from "../kept-text.ts";

const MOST_BYTES = 1_048_576;
/** Of an extract. */
const MOST_LEVELS = 20;
const MOST_VALUES = 1_000;
const MOST_CHARACTERS = 64;

interface KeptBody {
  readonly bytes: Uint8Array;
  /** Why it is no whole; absent: it is. */
  readonly reason?: "body_too_large" | "body_too_deep";
}

export function keptOf(body: unknown): KeptBody {
  const whole = jsonOf(body);
  const bytes = whole === undefined ? undefined : Buffer.from(whole);
  if (bytes !== undefined && bytes.length <= MOST_BYTES) return { bytes };
  const reason = bytes === undefined ? "body_too_deep" : "body_too_large";
  const extract = extractOf(body, { levels: MOST_LEVELS, room: { values: MOST_VALUES } });
  return { bytes: Buffer.from(`${TORN}${JSON.stringify({ extract })}`), reason };
}

interface Bounds {
  readonly levels: number;
  readonly room: { values: number };
}

/** What stands first, in each list and object. */
function extractOf(value: unknown, { levels, room }: Bounds): unknown {
  room.values -= 1;
  if (typeof value === "string") return value.slice(0, MOST_CHARACTERS);
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return null;
  const kept: [string, unknown][] = [];
  for (const [name, one] of Object.entries(value)) {
    if (room.values <= 0) break;
    kept.push([name.slice(0, MOST_CHARACTERS), extractOf(one, { levels: levels - 1, room })]);
  }
  return Array.isArray(value) ? kept.map(([, one]) => one) : Object.fromEntries(kept);
}
