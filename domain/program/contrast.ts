/** How far two colours stand apart, as WCAG 2.2 defines the contrast ratio: from 1, the same, to 21, black on white. */

/** What text needs at level AA (success criterion 1.4.3). */
export const LEAST_CONTRAST = 4.5;

/** Six hexadecimal digits behind `#`, as `#0b5d4e`. */
export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

/** @param one and `other` satisfy {@link isColour}. */
export function contrastOf(one: string, other: string): number {
  const [light, dark] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** Relative luminance in sRGB: 0 of black, 1 of white. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => linear(colour.slice(from, from + 2)));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(hex: string): number {
  const part = Number.parseInt(hex, 16) / 255;
  return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
