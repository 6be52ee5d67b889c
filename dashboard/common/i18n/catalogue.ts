/** Loads the messages of a language, the common ones and those of the page, and makes them the ones that are shown. */
import { i18n, type Messages } from "@lingui/core";
import en from "../catalogues/en.json";
import zhCn from "../catalogues/zh-CN.json";
import type { Language } from "./languages.ts";

/** The messages of one app. */
export type Catalogues = Readonly<Record<Language, () => Promise<{ readonly default: unknown }>>>;

/** So few that both languages come with the script: a file of their own would be one more way to the service and back. */
const COMMON = { "zh-CN": zhCn, en } as const;

export async function showLanguage(language: Language, own: Catalogues): Promise<void> {
  const page = await own[language]();
  // Compiled when the pages were built.
  const messages = { ...(COMMON[language] as Messages), ...(page.default as Messages) };
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}
