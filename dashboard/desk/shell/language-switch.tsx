/** The way to another language, as the desk looks. */
import { LanguageButtons } from "../../common/i18n/language-buttons.tsx";
import { CATALOGUES, useText } from "../catalogues/catalogues.ts";
import css from "./language-switch.module.css";

export function LanguageSwitch() {
  const say = useText();
  return (
    <LanguageButtons
      label={say("language")}
      failed={say("language-not-loaded")}
      className={css["languages"]}
      catalogues={CATALOGUES}
    />
  );
}
