/** The languages of the pages, and which one a reader gets. */

export const LANGUAGES = { "zh-CN": "简体中文", en: "English" } as const;

export type Language = keyof typeof LANGUAGES;

/** Nothing secret: which language this browser's reader chose. */
const STORED = "tributary-language";

/** The reader's choice, else the first that the browser prefers and we have, else English. */
export function chosenLanguage(): Language {
  const stored = remembered();
  if (stored === "zh-CN" || stored === "en") return stored;
  return preferredOf(navigator.languages);
}

function preferredOf(languages: readonly string[]): Language {
  for (const tag of languages) {
    const primary = tag.toLowerCase().split("-")[0];
    if (primary === "zh") return "zh-CN";
    if (primary === "en") return "en";
  }
  return "en";
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}
