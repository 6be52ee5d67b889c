/** The messages of the portal, and how its components say them. Those of the pages behind the first are loaded with these. */
import { i18n } from "@lingui/core";
import { useLingui } from "@lingui/react";
import { type Catalogues, showLanguage } from "../../common/i18n/catalogue.ts";
import type common from "../../common/catalogues/en.json";
import type { Language } from "../../common/i18n/languages.ts";
import type pages from "../pages/catalogues/en.json";
import own from "./en.json";
import zhCn from "./zh-CN.json";

/** They come with the script, which could show nothing without them. */
const FIRST = { "zh-CN": zhCn, en: own } as const;
const BEHIND: Catalogues = {
  "zh-CN": () => import("../pages/catalogues/zh-CN.json"),
  en: () => import("../pages/catalogues/en.json"),
};

let areAllLoaded = false;

async function messagesOf(language: Language): Promise<{ readonly default: unknown }> {
  const first = FIRST[language];
  if (!areAllLoaded) return { default: first };
  const behind = await BEHIND[language]();
  return { default: { ...first, ...(behind.default as object) } };
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

/** Says how many days. Plurals of the catalogue ask the browser how a number is written, which no first page waits for. */
export function useDays(): (count: number) => string {
  const say = useText();
  return (count) => say(count === 1 ? "day" : "days", { count });
}
