/** Where a share text is put, and what room it has there. */

export interface Platform {
  /** Characters that a text may have: what readers see of one without a tap, or what is taken. */
  readonly mostCharacters: number;
  /** Whether a link in a text can be tapped. */
  readonly hasLinks: boolean;
}

/** Bounds as the apps behaved in 2026. They change without notice, and a text that is too long is only cut. */
export const PLATFORMS = {
  moments: { mostCharacters: 100, hasLinks: true },
  group: { mostCharacters: 200, hasLinks: true },
  weibo: { mostCharacters: 140, hasLinks: true },
  xiaohongshu: { mostCharacters: 1_000, hasLinks: false },
  douyin: { mostCharacters: 300, hasLinks: false },
} as const satisfies Readonly<Record<string, Platform>>;

export type PlatformName = keyof typeof PLATFORMS;
