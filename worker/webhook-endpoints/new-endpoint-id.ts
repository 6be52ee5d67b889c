/** Ids of endpoints are random: a database that went back gives no number twice, which would name another one's object. */
import { randomBytes } from "node:crypto";
import { base32 } from "../platform/keys.ts";

const CHARACTERS = 20;

/** 100 bits, as digits and letters. */
export function newEndpointId(): string {
  return base32(randomBytes(CHARACTERS), CHARACTERS);
}
