/**
 * A tag that stands for a customer or member in files. It is the same in every file of a program. Nobody without the
 * program's own key makes it of an id, or finds the id by it.
 */
import { hmacSha256, macKeyOf } from "../platform/hmac.ts";

/** Enough that two of a program never meet. */
const TAG_BYTES = 16;

export function personTags({ slotKey }: { readonly slotKey: string }): (id: string) => string {
  const encoder = new TextEncoder();
  const key = macKeyOf(encoder.encode(slotKey));
  return (id) => {
    const digest = hmacSha256(key, encoder.encode(`exported person\0${id}`));
    return `cu_${digest.toString("base64url", 0, TAG_BYTES)}`;
  };
}
