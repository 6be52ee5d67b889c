/** Each language by its own name. */
import { useState } from "react";
import type { Catalogues } from "./catalogue.ts";
import { changeLanguage, useLanguage } from "./language-choice.ts";
import { loadAnew } from "../boundary.tsx";
import { type Language, LANGUAGES, rememberLanguage } from "./languages.ts";

interface LanguageButtonsProps {
  /** What the group of buttons is called. */
  readonly label: string;
  /** Said where the texts of another language do not come. */
  readonly failed: string;
  readonly className: string | undefined;
  readonly catalogues: Catalogues;
}

export function LanguageButtons({ label, failed, className, catalogues }: LanguageButtonsProps) {
  const shown = useLanguage();
  const [isFailed, setFailed] = useState(false);
  const choose = (language: Language): void => {
    setFailed(false);
    changeLanguage(language, catalogues).catch(async () => {
      setFailed(true);
      // A browser asks once for a script: with a network again, the page begins anew in the language that was chosen.
      rememberLanguage(language);
      await loadAnew();
    });
  };
  return (
    <div role="group" aria-label={label} className={className}>
      {(Object.entries(LANGUAGES) as [Language, string][]).map(([language, name]) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={language === shown}
          onClick={() => choose(language)}
        >
          {name}
        </button>
      ))}
      {isFailed ? <span role="alert">{failed}</span> : null}
    </div>
  );
}
