/** Names networks one way, for one day and within one program. The salts are thrown away and written down nowhere. */
import { ipPrefix } from "../../domain/tracking/ip-prefix.ts";
import { macHex } from "./keys.ts";

/** Eight bytes as 16 hex digits. */
const ALIAS_DIGITS = 16;
/** Two bytes: so many networks share a tag that it names none, and two that are alike are seldom two networks. */
const TAG_DIGITS = 4;

/** The alias of a network within a program; empty without an address. */
export function networkAlias(salt: Buffer, program: number, address: string): string {
  return address === "" ? "" : macHex(salt, `network:${program}`, ipPrefix(address), ALIAS_DIGITS);
}

/** 16 bits that say of two acts in a program on one day whether they came from one network; undefined without an address. */
export function networkTag(salt: Buffer, program: number, address: string): number | undefined {
  if (address === "") return undefined;
  return Number.parseInt(macHex(salt, `network-tag:${program}`, ipPrefix(address), TAG_DIGITS), 16);
}
