/** Makes slugs of share links, and tells a plausible one from a guess without asking any storage. */
import { randomBytes } from "node:crypto";
import {
  SLUG_BODY_CHARACTERS,
  SLUG_CHECK_CHARACTERS,
  type SlugForm,
  slugForm,
} from "../../domain/tracking/slug.ts";
import { base32, checkCharacters, type KeyRing, splitChecked } from "./keys.ts";

const PURPOSE = "slug";

/** A slug of random and check characters. On the rare clash with a stored one, make another. */
export function newSlug(ring: KeyRing): string {
  const body = base32(randomBytes(SLUG_BODY_CHARACTERS), SLUG_BODY_CHARACTERS);
  return body + checkCharacters(ring, PURPOSE, body, SLUG_CHECK_CHARACTERS);
}

/** The form of a slug that may exist; undefined for one that cannot, its check characters being wrong. */
export function plausibleForm(ring: KeyRing, slug: string): SlugForm | undefined {
  const form = slugForm(slug);
  if (form !== "generated") return form;
  return splitChecked(ring, PURPOSE, slug, SLUG_CHECK_CHARACTERS) === undefined ? undefined : form;
}
