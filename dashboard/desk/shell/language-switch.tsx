/** The way to another language, as the desk looks. */
import { LanguageButtons } from "../../common/i18n/language-buttons.tsx";
import { CATALOGUES, useText } from "../catalogues/catalogues.ts";
import css from "./language-switch.module.css";

export function LanguageSwitch() {
  return (
    <LanguageButtons label={useText()("language")} className={css["languages"]} catalogues={CATALOGUES} />
  );
}
