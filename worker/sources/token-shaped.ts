/** Tells click tokens from a merchant's own ids in a field that may hold either. Whether a token holds is judged later. */
import { decodeClick } from "../../domain/tracking/click-token.ts";
import { sentTokens } from "../../domain/tracking/sent-tokens.ts";
import { MAC_BYTES } from "../platform/keys.ts";

const BASE64URL = /^[\w-]+$/;
/** Before what a token says stands the id of its key. */
const KEY_ID_BYTES = 1;

/** True for one token or several, also within an address, that say what click tokens say, whoever signed them. */
export function isTokenShaped(text: string): boolean {
  return sentTokens([text]).some((token) => {
    const [short = ""] = token.split(".");
    if (!BASE64URL.test(short)) return false;
    return decodeClick(Buffer.from(short, "base64url").subarray(KEY_ID_BYTES, -MAC_BYTES)) !== undefined;
  });
}
