/** A poster with a link's QR code, as SVG that holds all that it is made of. Its letters are those of who looks at it. */
import { fillText } from "../../../domain/sharing/fill-text.ts";
import type { Box, POSTER_VARIABLES, PosterParts, TextPart } from "../../../domain/sharing/poster.ts";
import { escaped } from "../../../domain/kernel/escaped.ts";
import { drawnInto, qrCodeOf } from "../qr/qr-code.ts";
import { BASELINE, FONTS, LEADING, wrappedLines } from "./wrapped-lines.ts";

/** White around the code, in modules; scanners want four, and most do with two. */
const MARGIN = 3;

export type PosterValues = Readonly<Record<(typeof POSTER_VARIABLES)[number], string>>;

/** @param url what the QR code says. */
export function drawPoster(poster: PosterParts, values: PosterValues, url: string): string {
  const { width, height, background, picture, texts, qr } = poster;
  const { color, picture: behind } = background;
  const over = picture?.above ?? 0;
  const drawn = texts.map((text) => drawnText(text, values));
  const parts = [
    `<path fill="${color}" d="M0 0h${width}v${height}H0z"/>`,
    behind === undefined ? "" : image(behind, { x: 0, y: 0, width, height }, "slice"),
    ...drawn.slice(0, over),
    picture === undefined ? "" : image(picture.data, picture, "meet"),
    ...drawn.slice(over),
    drawnInto(qrCodeOf(url, MARGIN, 0), qr),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="${FONTS}">${parts.join("")}</svg>`
  );
}

function image(data: string, { x, y, width, height }: Box, fit: "meet" | "slice"): string {
  const place = `x="${x}" y="${y}" width="${width}" height="${height}"`;
  return `<image ${place} preserveAspectRatio="xMidYMid ${fit}" href="${data}"/>`;
}

const ANCHORS = { left: "start", center: "middle", right: "end" } as const;

/** A text with its values, broken into the lines that it is drawn in. */
export function linesOfText({ text, width, size, lines }: TextPart, values: PosterValues): string[] {
  return wrappedLines(fillText(text, values) ?? text, width / size, lines);
}

function drawnText(part: TextPart, values: PosterValues): string {
  const { x, y, width, size, color, weight, align } = part;
  const at = align === "left" ? x : align === "center" ? x + width / 2 : x + width;
  const lines = linesOfText(part, values).map((line, index) => {
    const baseline = Math.round(y + size * (BASELINE + index * LEADING));
    return `<tspan x="${at}" y="${baseline}">${escaped(line)}</tspan>`;
  });
  const style = `fill="${color}" font-size="${size}" font-weight="${weight}" text-anchor="${ANCHORS[align]}"`;
  return `<text ${style}>${lines.join("")}</text>`;
}
