/** What slugs look like: generated ones have one form, those chosen by people another, and none has both. */

/** Random characters of a generated slug: 40 bits. */
export const SLUG_BODY_CHARACTERS = 8;
/** Check characters behind them: a guess gets all right once in a million. */
export const SLUG_CHECK_CHARACTERS = 4;

const GENERATED = /^[0-9a-hjkmnp-tv-z]{12}$/;
const CHOSEN = /^(?=.*-)[a-z0-9][a-z0-9-]{2,62}[a-z0-9]$/;

export type SlugForm = "generated" | "chosen";

/** The form of a slug, or undefined for what is none. A generated form still needs its check characters. */
export function slugForm(slug: string): SlugForm | undefined {
  if (GENERATED.test(slug)) return "generated";
  return CHOSEN.test(slug) ? "chosen" : undefined;
}
