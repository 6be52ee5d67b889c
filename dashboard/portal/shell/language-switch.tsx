/** The way to another language, as the portal looks. */
import { LanguageButtons } from "../../common/i18n/language-buttons.tsx";
import { CATALOGUES, useText } from "../catalogues/catalogues.ts";

export function LanguageSwitch() {
  const say = useText();
  return (
    <LanguageButtons
      label={say("language")}
      failed={say("language-not-loaded")}
      className="languages"
      catalogues={CATALOGUES}
    />
  );
}
