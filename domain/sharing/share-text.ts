/** Share texts for a product: templates of the merchant and of ours, filled, as long as there is room for them. */
import { fillText } from "./fill-text.ts";
import { type Flag, flagsIn } from "./flagged-words.ts";
import { type PlatformName, PLATFORMS } from "./platforms.ts";

export const TONES = ["plain", "warm", "lively", "expert"] as const;
export type Tone = (typeof TONES)[number];

/** Characters of a text before its link, by what it is called. */
export const LENGTHS = { short: 40, medium: 100, long: 1_000 } as const;
export type Length = keyof typeof LENGTHS;

export const COPY_LANGUAGES = ["zh", "en"] as const;
export type CopyLanguage = (typeof COPY_LANGUAGES)[number];

export interface CopyTemplate {
  readonly id: string;
  readonly language: CopyLanguage;
  readonly tone: Tone;
  /** Null: for all. */
  readonly platform: PlatformName | null;
  /** Null: for any. */
  readonly occasion: string | null;
  readonly text: string;
}

export interface WantedCopy {
  readonly language: CopyLanguage;
  readonly tone: Tone | undefined;
  readonly length: Length | undefined;
  readonly platform: PlatformName | undefined;
  readonly occasion: string | undefined;
  readonly values: Readonly<Record<string, string | undefined>>;
}

export interface ShareText {
  readonly templateId: string;
  readonly tone: Tone;
  readonly length: Length;
  readonly text: string;
  readonly characters: number;
  readonly flags: readonly Flag[];
}

/** The texts that templates give, in their sequence: those that lack a value, fit nowhere or are for something else are left out. */
export function shareTexts(templates: readonly CopyTemplate[], wanted: WantedCopy): ShareText[] {
  const { mostCharacters, hasLinks } = wanted.platform === undefined ? ANYWHERE : PLATFORMS[wanted.platform];
  const values = hasLinks ? wanted.values : { ...wanted.values, link: undefined };
  return templates.flatMap((template) => {
    if (!isFor(template, wanted)) return [];
    const text = fillText(template.text, values);
    if (text === undefined) return [];
    const characters = charactersOf(text);
    const length = lengthOf(characters - charactersOf(values["link"] ?? ""));
    if (characters > mostCharacters || (wanted.length ?? length) !== length) return [];
    return [{ templateId: template.id, tone: template.tone, length, text, characters, flags: flagsIn(text) }];
  });
}

const ANYWHERE = { mostCharacters: LENGTHS.long, hasLinks: true };

function isFor({ language, tone, platform, occasion }: CopyTemplate, wanted: WantedCopy): boolean {
  return (
    language === wanted.language &&
    (wanted.tone === undefined || wanted.tone === tone) &&
    (platform === null || wanted.platform === undefined || platform === wanted.platform) &&
    (occasion === null || occasion === wanted.occasion)
  );
}

function lengthOf(characters: number): Length {
  return characters <= LENGTHS.short ? "short" : characters <= LENGTHS.medium ? "medium" : "long";
}

/** As readers count them: an emoji is one. */
function charactersOf(text: string): number {
  return Array.from(new Intl.Segmenter("zh", { granularity: "grapheme" }).segment(text)).length;
}
