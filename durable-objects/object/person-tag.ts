/** What stands for a person, or for something of a person, where only sameness matters: it leads nowhere outside of a program. */
import { sha256Hex } from "./sha256.ts";

/** Of as many as one program has, two that share a tag are not to be expected. */
const HEX_DIGITS = 16;

/** @param home of the program's objects. @param kind what is tagged: of different kinds the same text has other tags. */
export function personTag(home: string, kind: string, text: string): string {
  return sha256Hex(`${home}\0${kind}\0${text}`).slice(0, HEX_DIGITS);
}
