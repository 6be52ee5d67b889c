/**
 * The body of a webhook as it is kept: its bytes as text, a byte order mark too. A first U+FFFD says that it is not the whole:
 * bytes of it were no UTF-8, or it is an extract. No JSON begins so, and a body may hold that character elsewhere.
 */
import { parseJson } from "../platform/json-text.ts";

/** Stands first where it is not the whole: what is missing is not guessed. */
export const TORN = "\ufffd";

const EXACT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function keptText(bytes: Uint8Array): string {
  try {
    return EXACT.decode(bytes);
  } catch {
    return `${TORN}${new TextDecoder().decode(bytes)}`;
  }
}

/** The JSON of what was kept; undefined for what is no JSON, or is not the whole. */
export function wholeJson(kept: string): unknown {
  return parseJson(kept.replace(/^\ufeff/u, ""));
}

/** The JSON of what was kept, of an extract too. */
export function keptJson(kept: string): unknown {
  return wholeJson(kept.startsWith(TORN) ? kept.slice(TORN.length) : kept);
}
