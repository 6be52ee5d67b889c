/** Loads the messages of a language, the common ones and those of the page, and makes them the ones that are shown. */
import { i18n, type Messages } from "@lingui/core";
import type { Language } from "./languages.ts";

/** The messages of one app. */
export type Catalogues = Readonly<Record<Language, () => Promise<{ readonly default: unknown }>>>;

const COMMON: Catalogues = {
  "zh-CN": () => import("../catalogues/zh-CN.json"),
  en: () => import("../catalogues/en.json"),
};

export async function showLanguage(language: Language, own: Catalogues): Promise<void> {
  const [common, page] = await Promise.all([COMMON[language](), own[language]()]);
  // Compiled when the pages were built.
  const messages = { ...(common.default as Messages), ...(page.default as Messages) };
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}
