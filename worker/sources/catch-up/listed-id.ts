/** The id of a listed webhook: the same whenever it is listed, and a header whatever a vendor calls its objects. */
import { createHash } from "node:crypto";

/** Of a webhook's id. */
const MOST_CHARACTERS = 128;

export function listedId(...parts: readonly unknown[]): string {
  const text = ["listed", ...parts].join(":");
  const id = text.replaceAll(/[^\x21-\x7e]/g, "");
  if (id.length <= MOST_CHARACTERS) return id;
  return `listed:sha256:${createHash("sha256").update(text).digest("hex")}`;
}
