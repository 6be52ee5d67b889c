/**
 * QR codes of share links (ISO/IEC 18004), as SVG.
 *
 * A logo hides modules: the wider it is, the more of the code must be able to be missing.
 */
import { encode } from "uqr";

/** Each module is one unit wide; the quiet zone is part of it. */
export interface QrCode {
  readonly units: number;
  /** By row and column; true is dark. */
  readonly modules: readonly (readonly boolean[])[];
  /** The square in the middle that a logo covers, in units: where it begins, and its width. 0: there is none. */
  readonly logo: { readonly from: number; readonly width: number };
}

/** Widest logo, in percent of the code without its quiet zone: 6 % of its area, where level H recovers 30 %. A scanner fails at 30. */
export const WIDEST_LOGO = 25;
/** A narrower one hides 2 % of the area: level Q recovers 25 %. */
const WIDE_LOGO = 15;
/** White around a logo, in units. */
const RIM = 0.5;

/**
 * @param margin quiet zone, in modules; scanners want four.
 * @param logoPercent width of the logo in percent of the code; 0 for none.
 */
export function qrCodeOf(text: string, margin: number, logoPercent: number): QrCode {
  const ecc = logoPercent === 0 ? "M" : logoPercent <= WIDE_LOGO ? "Q" : "H";
  const { size, data } = encode(text, { ecc, border: margin });
  const width = ((size - 2 * margin) * logoPercent) / 100;
  const from = (size - width) / 2;
  const hides = (at: number) => width > 0 && at + 1 > from - RIM && at < from + width + RIM;
  const modules = data.map((row, y) => row.map((isDark, x) => isDark && !(hides(x) && hides(y))));
  return { units: size, modules, logo: { from, width } };
}

/** @param pixels width of the picture. @param picture `data:` address of a logo, if one is drawn. */
export function svgOf(code: QrCode, pixels: number, picture: string | undefined): string {
  const { from, width } = code.logo;
  const box = `x="${from}" y="${from}" width="${width}" height="${width}"`;
  const drawn = picture === undefined || width === 0 ? "" : `<image ${box} href="${picture}"/>`;
  return svgWith(code, 'xmlns="http://www.w3.org/2000/svg"', `width="${pixels}" height="${pixels}"`, drawn);
}

/** The code as a part of another picture. */
export function drawnInto(
  code: QrCode,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
): string {
  return svgWith(code, `x="${x}" y="${y}"`, `width="${size}" height="${size}"`, "");
}

function svgWith({ units, modules }: QrCode, where: string, sides: string, above: string): string {
  return (
    `<svg ${where} viewBox="0 0 ${units} ${units}" ${sides}>` +
    `<path fill="#fff" d="M0 0h${units}v${units}H0z"/>` +
    `<path fill="#000" shape-rendering="crispEdges" d="${modules.map(runsOf).join("")}"/>${above}</svg>`
  );
}

/** The dark modules of a row, side by side as one rectangle. */
function runsOf(row: readonly boolean[], y: number): string {
  let path = "";
  for (let x = 0; x < row.length; x += 1) {
    if (row[x] !== true) continue;
    const from = x;
    while (row[x + 1] === true) x += 1;
    path += `M${from} ${y}h${x + 1 - from}v1H${from}z`;
  }
  return path;
}
