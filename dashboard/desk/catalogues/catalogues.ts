/** The messages of the desk, and how its components say them. */
import { useLingui } from "@lingui/react";
import type { Catalogues } from "../../common/i18n/catalogue.ts";
import type common from "../../common/catalogues/en.json";
import type own from "./en.json";

export const CATALOGUES: Catalogues = {
  "zh-CN": () => import("./zh-CN.json"),
  en: () => import("./en.json"),
};

export type TextId = keyof typeof own | keyof typeof common;

export type Say = (id: TextId, values?: Readonly<Record<string, string | number>>) => string;

/** Says a message of the catalogue in the language that is shown. */
export function useText(): Say {
  const { i18n } = useLingui();
  return (id, values) => i18n._(id, values);
}
