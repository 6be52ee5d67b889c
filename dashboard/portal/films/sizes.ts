/** How large a film is made: as phones show it, or smaller, where a slow phone would take long. */
export const SIZES = {
  full: { width: 720, height: 1_280, framesPerSecond: 24, bitsPerSecond: 2_500_000 },
  small: { width: 360, height: 640, framesPerSecond: 12, bitsPerSecond: 700_000 },
} as const;

export type SizeName = keyof typeof SIZES;
