/** Keys of tests: each is known by its number alone. */
import type { KeyRing } from "../../worker/platform/keys.ts";

const key = (id: number) => ({ id, bytes: Buffer.alloc(32, id + 1) });

/** Keys of which one signs, and others are held to read what they signed before. */
export function ringOf(signing: number, ...held: number[]): KeyRing {
  const keys = new Map([signing, ...held].map((id) => [id, key(id)]));
  return { signing: key(signing), sealing: key(0), tokenKeys: keys, dataKeys: keys, checkKey: key(9).bytes };
}
