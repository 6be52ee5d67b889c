/** Posters: what one is drawn from, and where its parts may stand. */

/** What the texts of a poster may name. */
export const POSTER_VARIABLES = ["program", "promoter", "link"] as const;

export const WEIGHTS = ["normal", "bold"] as const;
export const ALIGNMENTS = ["left", "center", "right"] as const;

/** Bounds of lengths, in units of the poster. */
export const SHORTEST_SIDE = 200;
export const WIDEST = 2_000;
export const SMALLEST_LETTER = 8;
export const LARGEST_LETTER = 400;
export const MOST_LINES = 20;
export const MOST_TEXTS = 20;
/** A phone's camera finds no smaller code on another phone's screen. */
export const SMALLEST_QR = 80;
/** A wide poster is shown on a screen as small as that of a narrow one. Its code has a tenth of its width at least. */
const WIDTHS_OF_QR = 10;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface TextPart {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Height of a letter. */
  readonly size: number;
  readonly color: string;
  readonly weight: (typeof WEIGHTS)[number];
  readonly align: (typeof ALIGNMENTS)[number];
  readonly lines: number;
}

export interface PicturePart extends Box {
  readonly data: string;
  /** How many of the texts it lies over, from the first on. Absent: none. */
  readonly above?: number | undefined;
}

export interface QrPart {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface PosterParts {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly background: { readonly color: string; readonly picture?: string | undefined };
  readonly texts: readonly TextPart[];
  readonly picture?: PicturePart | undefined;
  readonly qr: QrPart;
}

/** The narrowest code that is read on a poster of this width. */
export function smallestQr(posterWidth: number): number {
  return Math.max(SMALLEST_QR, Math.ceil(posterWidth / WIDTHS_OF_QR));
}

interface PosterFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What lies outside of a poster, and a code that nobody could read. */
export function faultsOfPoster({ width, height, qr, picture, texts }: PosterParts): PosterFault[] {
  const boxes: (readonly [PosterFault["path"], Box])[] = [
    [["qr"], { ...qr, width: qr.size, height: qr.size }],
    ...(picture === undefined ? [] : [[["picture"], picture] as const]),
    ...texts.map((text, at) => [["texts", at], { ...text, height: text.size }] as const),
  ];
  const outside = boxes
    .filter(([, box]) => box.x + box.width > width || box.y + box.height > height)
    .map(([path]) => ({ path, message: "lies outside of the poster" }));
  const least = smallestQr(width);
  if (qr.size >= least) return outside;
  const message = `is too small for a phone's camera: on a poster of ${width} it has to be ${least} wide, with its white rim`;
  return [...outside, { path: ["qr", "size"], message }];
}
