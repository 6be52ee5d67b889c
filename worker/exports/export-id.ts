/** Ids of exports: random, so that a database that was put back never gives one twice. */
import { base32 } from "../platform/keys.ts";
import { freshBytes } from "../platform/randomness.ts";

const CHARACTERS = 20;

export function newExportId(): string {
  return `ex_${base32(freshBytes(CHARACTERS), CHARACTERS)}`;
}
