/** The language that is shown now, and the way to another. */
import { useLingui } from "@lingui/react";
import { type Catalogues, showLanguage } from "./catalogue.ts";
import { type Language, rememberLanguage } from "./languages.ts";

export function useLanguage(): Language {
  const { i18n } = useLingui();
  return i18n.locale === "zh-CN" ? "zh-CN" : "en";
}

export async function changeLanguage(language: Language, own: Catalogues): Promise<void> {
  await showLanguage(language, own);
  rememberLanguage(language);
}
