/** A poster with a link's QR code, as SVG that holds all that it is made of. Its letters are those of who looks at it. */
import { fillText } from "../../../domain/sharing/fill-text.ts";
import { escaped } from "../../http/html-page.ts";
import { drawnInto, qrCodeOf } from "../qr/qr-code.ts";
import type { POSTER_VARIABLES, PosterParts } from "./poster.shapes.ts";
import { BASELINE, FONTS, LEADING, wrappedLines } from "./wrapped-lines.ts";

/** White around the code, in modules; scanners want four, and most do with two. */
const MARGIN = 3;

export type PosterValues = Readonly<Record<(typeof POSTER_VARIABLES)[number], string>>;

/** @param url what the QR code says. */
export function drawPoster(poster: PosterParts, values: PosterValues, url: string): string {
  const { width, height, background, picture, texts, qr } = poster;
  const { color, picture: behind } = background;
  const parts = [
    `<path fill="${color}" d="M0 0h${width}v${height}H0z"/>`,
    behind === undefined ? "" : image(behind, { x: 0, y: 0, width, height }, "slice"),
    picture === undefined ? "" : image(picture.data, picture, "meet"),
    ...texts.map((text) => drawnText(text, values)),
    drawnInto(qrCodeOf(url, MARGIN, 0), qr),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="${FONTS}">${parts.join("")}</svg>`
  );
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function image(data: string, { x, y, width, height }: Box, fit: "meet" | "slice"): string {
  const place = `x="${x}" y="${y}" width="${width}" height="${height}"`;
  return `<image ${place} preserveAspectRatio="xMidYMid ${fit}" href="${data}"/>`;
}

const ANCHORS = { left: "start", center: "middle", right: "end" } as const;

function drawnText(part: PosterParts["texts"][number], values: PosterValues): string {
  const { x, y, width, size, color, weight, align } = part;
  const filled = fillText(part.text, values) ?? part.text;
  const at = align === "left" ? x : align === "center" ? x + width / 2 : x + width;
  const lines = wrappedLines(filled, width / size, part.lines).map((line, index) => {
    const baseline = Math.round(y + size * (BASELINE + index * LEADING));
    return `<tspan x="${at}" y="${baseline}">${escaped(line)}</tspan>`;
  });
  const style = `fill="${color}" font-size="${size}" font-weight="${weight}" text-anchor="${ANCHORS[align]}"`;
  return `<text ${style}>${lines.join("")}</text>`;
}
