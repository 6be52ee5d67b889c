/** The way to another language, as the portal looks. */
import { LanguageButtons } from "../../common/i18n/language-buttons.tsx";
import { CATALOGUES, useText } from "../catalogues/catalogues.ts";

export function LanguageSwitch() {
  return <LanguageButtons label={useText()("language")} className="languages" catalogues={CATALOGUES} />;
}
