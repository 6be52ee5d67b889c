/** Materials: what a merchant gives promoters to share. Which kinds there are, what is flagged in one, and how its text is filled. */
import { fillText, variablesIn } from "./fill-text.ts";
import { type Flag, flagsIn } from "./flagged-words.ts";

export const MATERIAL_KINDS = ["text", "picture", "link", "story"] as const;
export type MaterialKind = (typeof MATERIAL_KINDS)[number];

/** What the text of a material may name. */
export const MATERIAL_VARIABLES = ["product", "price", "occasion", "program", "link", "code"] as const;

/** The members of a material that people read as texts. */
export const FLAGGED_MEMBERS = ["title", "text", "earned"] as const;

export interface MaterialFlag extends Flag {
  readonly member: (typeof FLAGGED_MEMBERS)[number];
}

/** What is flagged, member by member. */
export function flagsOfMaterial(
  material: Readonly<Record<(typeof FLAGGED_MEMBERS)[number], string | null>>,
): MaterialFlag[] {
  return FLAGGED_MEMBERS.flatMap((member) =>
    flagsIn(material[member] ?? "").map((flag) => ({ member, ...flag })),
  );
}

/** A text with the values that are known of a promoter; null, and what it lacks, where one of them is not. */
export function filledMaterial(
  text: string | null,
  values: Readonly<Record<string, string | undefined>>,
): { readonly text: string | null; readonly lacks: readonly string[] } {
  if (text === null) return { text, lacks: [] };
  const lacks = variablesIn(text).filter((name) => values[name] === undefined);
  return { text: fillText(text, values) ?? null, lacks };
}
