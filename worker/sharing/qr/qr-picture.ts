/** QR codes as PNG: each module as many whole pixels as fit, so that every edge is sharp. */
import { Buffer } from "node:buffer";
import { convertIndexedToRgb, decode, encode } from "fast-png";
import type { QrCode } from "./qr-code.ts";

const WHITE = 255;
const RGB = 3;

/** A logo's pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of a pixel, each from 0 to 255. */
  at(x: number, y: number): readonly [number, number, number, number];
}

/** @param pixels width of the picture; what is left over beside whole modules is white. */
export function pngOf(code: QrCode, pixels: number, picture: Picture | undefined): Uint8Array<ArrayBuffer> {
  const { units, modules, logo } = code;
  const scale = Math.max(1, Math.floor(pixels / units));
  const width = Math.max(pixels, units);
  const offset = Math.floor((width - units * scale) / 2);
  const isDrawn = picture !== undefined && logo.width > 0;
  const channels = isDrawn ? RGB : 1;
  const data = new Uint8Array(width * width * channels).fill(WHITE);
  for (const [y, row] of modules.entries()) {
    const lines = row.flatMap((isDark, x) => (isDark ? [offset + x * scale] : []));
    for (let line = offset + y * scale; line < offset + (y + 1) * scale; line += 1)
      for (const from of lines)
        data.fill(0, (line * width + from) * channels, (line * width + from + scale) * channels);
  }
  if (isDrawn) drawInto(data, width, picture, { from: offset + logo.from * scale, size: logo.width * scale });
  return new Uint8Array(encode({ width, height: width, data, channels, depth: 8 }));
}

/** Into the square, as large as fits with its proportions, over white. */
function drawInto(
  data: Uint8Array,
  width: number,
  picture: Picture,
  square: { readonly from: number; readonly size: number },
): void {
  const shrink = square.size / Math.max(picture.width, picture.height);
  const [across, down] = [picture.width, picture.height].map((side) => Math.round(side * shrink)) as [
    number,
    number,
  ];
  const left = Math.round(square.from + (square.size - across) / 2);
  const top = Math.round(square.from + (square.size - down) / 2);
  for (let y = 0; y < down; y += 1)
    for (let x = 0; x < across; x += 1) {
      const [red, green, blue, opacity] = picture.at(
        Math.floor((x * picture.width) / across),
        Math.floor((y * picture.height) / down),
      );
      const over = (colour: number) => Math.round(WHITE + ((colour - WHITE) * opacity) / WHITE);
      data.set([over(red), over(green), over(blue)], ((top + y) * width + left + x) * RGB);
    }
}

const PNG_DATA = "data:image/png;base64,";
/** A picture of more pixels takes longer to read than a code may take. */
const MOST_PIXELS = 1_000_000;
/** Of its header: where width and height stand, as 32 bits each. */
const WIDTH_AT = 16;
const HEIGHT_AT = 20;

/** The pixels of a logo; undefined for one that is not kept here, no PNG, damaged or large. */
export function pictureOf(logo: string): Picture | undefined {
  if (!logo.startsWith(PNG_DATA)) return undefined;
  const bytes = Buffer.from(logo.slice(PNG_DATA.length), "base64");
  if (bytes.length < HEIGHT_AT + 4) return undefined;
  if (bytes.readUInt32BE(WIDTH_AT) * bytes.readUInt32BE(HEIGHT_AT) > MOST_PIXELS) return undefined;
  try {
    return readPicture(bytes);
  } catch {
    return undefined;
  }
}

/** Grey, grey with opacity, colours, or colours with opacity: where each of red, green, blue and opacity stands; -1 is none. */
const PLACES: Readonly<Record<number, readonly [number, number, number, number]>> = {
  1: [0, 0, 0, -1],
  2: [0, 0, 0, 1],
  3: [0, 1, 2, -1],
  4: [0, 1, 2, 3],
};

function readPicture(bytes: Uint8Array): Picture | undefined {
  const decoded = decode(bytes);
  const { width, height, depth, palette } = decoded;
  if (depth !== 8) return undefined;
  const data = palette === undefined ? decoded.data : convertIndexedToRgb(decoded);
  const channels = palette?.[0]?.length ?? decoded.channels;
  const places = PLACES[channels];
  if (places === undefined) return undefined;
  const [red, green, blue, opacity] = places;
  return {
    width,
    height,
    at: (x, y) => {
      const value = (place: number) =>
        place < 0 ? WHITE : (data[(y * width + x) * channels + place] ?? WHITE);
      return [value(red), value(green), value(blue), value(opacity)];
    },
  };
}
