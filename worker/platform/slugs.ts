/** Makes slugs of share links: the check characters at their end keep guesses away from storage. */
import { randomBytes } from "node:crypto";
import { SLUG_BODY_CHARACTERS, SLUG_CHECK_CHARACTERS } from "../../domain/tracking/slug.ts";
import { base32, checkCharacters, type KeyRing } from "./keys.ts";

const PURPOSE = "slug";

/** A slug of random and check characters. On the rare clash with a stored one, make another. */
export function newSlug(ring: KeyRing): string {
  const body = base32(randomBytes(SLUG_BODY_CHARACTERS), SLUG_BODY_CHARACTERS);
  return body + checkCharacters(ring, PURPOSE, body, SLUG_CHECK_CHARACTERS);
}
