/** The signature by which a page may use WeChat's JS-SDK, as WeChat publishes it. */
import { createHash, randomBytes } from "node:crypto";
import { base32 } from "../platform/keys.ts";

const NONCE_CHARACTERS = 16;

export interface SignedPage {
  /** Without its fragment; signed as the page spells it, since WeChat compares texts. */
  readonly url: string;
  readonly nonce: string;
  /** In seconds. */
  readonly timestamp: number;
}

/** SHA-1, in hex. WeChat sorts the parameters by their names, and encodes none. */
export function signatureOf(ticket: string, { url, nonce, timestamp }: SignedPage): string {
  const text = `jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timestamp}&url=${url}`;
  return createHash("sha1").update(text).digest("hex");
}

export function newNonce(): string {
  return base32(randomBytes(NONCE_CHARACTERS), NONCE_CHARACTERS);
}

export function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, "");
}
