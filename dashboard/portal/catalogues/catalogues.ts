/** The messages of the portal, and how its components say them. Those of the pages behind the first are loaded with these. */
import { i18n } from "@lingui/core";
import { useLingui } from "@lingui/react";
import { type Catalogues, showLanguage } from "../../common/i18n/catalogue.ts";
import type common from "../../common/catalogues/en.json";
import type { Language } from "../../common/i18n/languages.ts";
import type pages from "../pages/catalogues/en.json";
import type own from "./en.json";

const FIRST: Catalogues = {
  "zh-CN": () => import("./zh-CN.json"),
  en: () => import("./en.json"),
};
const BEHIND: Catalogues = {
  "zh-CN": () => import("../pages/catalogues/zh-CN.json"),
  en: () => import("../pages/catalogues/en.json"),
};

let areAllLoaded = false;

async function messagesOf(language: Language): Promise<{ readonly default: unknown }> {
  if (!areAllLoaded) return await FIRST[language]();
  const [first, behind] = await Promise.all([FIRST[language](), BEHIND[language]()]);
  return { default: { ...(first.default as object), ...(behind.default as object) } };
}

export const CATALOGUES: Catalogues = {
  "zh-CN": () => messagesOf("zh-CN"),
  en: () => messagesOf("en"),
};

/** Loads the messages of all pages, in the language that is shown and in each that will be. */
export async function loadAllMessages(): Promise<void> {
  areAllLoaded = true;
  await showLanguage(i18n.locale === "zh-CN" ? "zh-CN" : "en", CATALOGUES);
}

type TextId = keyof typeof own | keyof typeof pages | keyof typeof common;

type Say = (id: TextId, values?: Readonly<Record<string, string | number>>) => string;

/** Says a message of the catalogue in the language that is shown. */
export function useText(): Say {
  const { i18n } = useLingui();
  return (id, values) => i18n._(id, values);
}
