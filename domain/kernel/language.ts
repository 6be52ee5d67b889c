/** The languages that texts for people are written in. What machines go by, such as codes, has none. */
export const LANGUAGES = ["en", "zh"] as const;

export type Language = (typeof LANGUAGES)[number];

/** The same thing said in each of them. */
export type Said = Readonly<Record<Language, string>>;
