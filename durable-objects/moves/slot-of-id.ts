/** The slot of a merchant's id inside an object, as callers compute it: an object whose slots move has been told the key. */
import { createHmac } from "node:crypto";

/** @param slotKey the program's key, as it is stored. */
export function slotOfId(slotKey: string, kind: "customer" | "campaign", id: string): number {
  return createHmac("sha256", slotKey).update(`${kind}\0${id}`).digest()[0] ?? 0;
}
