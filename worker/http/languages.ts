/** Which language an answer for people is given in: the one that was asked for, else the reader's, else English. */
import type { Context } from "hono";
import { parseAccept } from "hono/utils/accept";
import { type Language, LANGUAGES } from "../../domain/kernel/language.ts";

/** @param asked by the query, which goes before what the reader's client prefers. */
export function languageOf(c: Context, asked: Language | undefined): Language {
  return asked ?? preferredLanguage(c.req.header("Accept-Language"));
}

/** @param header `Accept-Language`, where there is one. */
export function preferredLanguage(header: string | undefined): Language {
  const ranked = parseAccept(header ?? "").toSorted((one, other) => other.q - one.q);
  const languages = ranked.filter(({ q }) => q > 0).map(({ type }) => spoken(type));
  return languages.find((one) => one !== undefined) ?? "en";
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
