/** Each language by its own name. */
import type { Catalogues } from "./catalogue.ts";
import { changeLanguage, useLanguage } from "./language-choice.ts";
import { type Language, LANGUAGES } from "./languages.ts";

interface LanguageButtonsProps {
  /** What the group of buttons is called. */
  readonly label: string;
  readonly className: string | undefined;
  readonly catalogues: Catalogues;
}

export function LanguageButtons({ label, className, catalogues }: LanguageButtonsProps) {
  const shown = useLanguage();
  return (
    <div role="group" aria-label={label} className={className}>
      {(Object.entries(LANGUAGES) as [Language, string][]).map(([language, name]) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={language === shown}
          onClick={() => void changeLanguage(language, catalogues)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
