/** What scenes are made of: a picture that moves, words, and the code of the link. */
import { BASELINE, FONTS, LEADING } from "../../../worker/sharing/posters/wrapped-lines.ts";
import { EDGE, type Film, type FilmPicture, HEIGHT, type SetWords, WIDTH } from "./film.ts";
import type { Move } from "./templates.ts";

/** What draws, as far as films need it: a canvas of the page, or one that nobody sees. */
export interface Pen {
  fillStyle: unknown;
  font: string;
  textAlign: string;
  globalAlpha: number;
  save(): void;
  restore(): void;
  translate(x: number, y: number): void;
  drawImage(source: object, x: number, y: number, width: number, height: number): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  createLinearGradient(x: number, y: number, toX: number, toY: number): Shade;
}

interface Shade {
  addColorStop(at: number, colour: string): void;
}

/** How much of a picture lies outside of the screen, so that it has room to move. */
const ROOM = 0.12;
/** Of the lower edge of words over a picture. */
const FOOT = 96;
/** White around a code, in modules: four are what scanners ask for. */
const MARGIN = 4;

/** @param way from 0 at its beginning to 1 at its end. */
export function drawPicture(
  pen: Pen,
  { source, width, height, isWhole }: FilmPicture,
  { move, way }: { readonly move: Move; readonly way: number },
): void {
  const across = WIDTH / width;
  const down = HEIGHT / height;
  const fit = isWhole ? Math.min(across, down) : Math.max(across, down) * (1 + zoomOf(move, way));
  const [w, h] = [width * fit, height * fit];
  const aside = isWhole || !(move === "left" || move === "right") ? 0 : (way - 0.5) * (w - WIDTH);
  const x = (WIDTH - w) / 2 + (move === "left" ? -aside : aside);
  pen.drawImage(source, x, (HEIGHT - h) / 2, w, h);
}

function zoomOf(move: Move, way: number): number {
  if (move === "nearer") return ROOM * way;
  return move === "away" ? ROOM * (1 - way) : ROOM;
}

interface Placed {
  /** Of the lines, from the top; null: at the foot. */
  readonly middle: number | null;
  readonly colour: string;
  /** Whether it gets dark behind them: they stand over a picture. */
  readonly hasShade: boolean;
}

export function drawWords(pen: Pen, { lines, size }: SetWords, { middle, colour, hasShade }: Placed): void {
  const height = lines.length * size * LEADING;
  const top = middle === null ? HEIGHT - FOOT - height : middle - height / 2;
  if (hasShade) drawShade(pen, top - 2 * EDGE);
  pen.fillStyle = colour;
  pen.font = `600 ${size}px ${FONTS}`;
  pen.textAlign = "center";
  for (const [place, line] of lines.entries()) {
    pen.fillText(line, WIDTH / 2, Math.round(top + size * (BASELINE + place * LEADING)));
  }
}

/** White letters can be read over it, whatever the picture shows. */
function drawShade(pen: Pen, top: number): void {
  const shade = pen.createLinearGradient(0, top, 0, HEIGHT);
  shade.addColorStop(0, "rgba(0, 0, 0, 0)");
  shade.addColorStop(Math.min(0.5, (2 * EDGE) / (HEIGHT - top)), "rgba(0, 0, 0, 0.62)");
  shade.addColorStop(1, "rgba(0, 0, 0, 0.72)");
  pen.fillStyle = shade;
  pen.fillRect(0, top, WIDTH, HEIGHT - top);
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** Black on white, whatever the program's colours are. Its modules are whole units: a scanner reads none that are blurred. */
export function drawCode(pen: Pen, code: Film["code"], { x, y, size }: Square): void {
  const unit = Math.max(1, Math.floor(size / (code.length + 2 * MARGIN)));
  const first = (size - unit * code.length) / 2;
  pen.fillStyle = "#ffffff";
  pen.fillRect(x, y, size, size);
  pen.fillStyle = "#000000";
  for (const [row, modules] of code.entries()) {
    for (const [column, isDark] of modules.entries()) {
      if (isDark) pen.fillRect(x + first + column * unit, y + first + row * unit, unit, unit);
    }
  }
}
