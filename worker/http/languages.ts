/** Which language an answer for people is given in: the one that was asked for, else the reader's, else English. */
import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { type Language, LANGUAGES } from "../../domain/kernel/language.ts";

/** @param asked by the query, which goes before what the reader's client prefers. */
export function languageOf(c: Context, asked: Language | undefined): Language {
  if (asked !== undefined) return asked;
  const preferred = accepts(c, {
    header: "Accept-Language",
    supports: [...LANGUAGES],
    default: "en",
    match: (accepted, { default: otherwise }) => {
      const ranked = accepted.toSorted((one, other) => other.q - one.q).filter(({ q }) => q > 0);
      return ranked.map(({ type }) => spoken(type)).find((one) => one !== undefined) ?? otherwise;
    },
  });
  return spoken(preferred) ?? "en";
}

/** Of `zh-Hans-CN` the language is `zh`. */
function spoken(tag: string): Language | undefined {
  const [primary = ""] = tag.toLowerCase().split("-");
  return LANGUAGES.find((language) => language === primary);
}

/** What says in which language an answer is, and that another reader may get another. */
export function languageHeaders(language: Language) {
  return { "content-language": language, vary: "Accept-Language" };
}
