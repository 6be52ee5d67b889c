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

const SLUG_TEXT = /^[0-9a-z-]+$/;
const SLUG_IN_TEXT = /[0-9a-z][0-9a-z-]*/;
const GENERATED_CHARACTERS = SLUG_BODY_CHARACTERS + SLUG_CHECK_CHARACTERS;

/**
 * The slugs that a pasted text may mean, the likeliest first; none where there is nothing like one. The text ends where
 * something stands that no slug has. A generated slug ends after its twelve characters too, whatever is glued to it.
 *
 * @param pasted what stands in the path behind `/s/`, as it was sent.
 */
export function slugsIn(pasted: string): readonly string[] {
  const text = (SLUG_TEXT.test(pasted) ? pasted : decoded(pasted)).toLowerCase();
  const [run = ""] = SLUG_IN_TEXT.exec(text) ?? [];
  const whole = run.replace(/-+$/, "");
  const cut = whole.slice(0, GENERATED_CHARACTERS);
  const slugs = slugForm(whole) === undefined ? [] : [whole];
  return whole === cut || slugForm(cut) !== "generated" ? slugs : [...slugs, cut];
}

/** Without its percent-encoding, where it has one that can be read. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
