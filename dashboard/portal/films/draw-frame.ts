/** Draws one moment of a film. It goes by the film and the time alone, so that the preview is what becomes of it. */
import { type Film, HEIGHT, type SetScene, WIDTH } from "./film.ts";
import { drawCode, drawPicture, drawWords, type Pen } from "./draw-parts.ts";

/** Of the small code in its corner: the width of the white around it too. */
const SMALL_CODE = 150;
const LARGE_CODE = 560;
const CORNER = 36;

/** @param timeMs from the beginning of the film; of a time behind its end the last moment is drawn. */
export function drawFrame(pen: Pen, film: Film, timeMs: number): void {
  const now = Math.min(Math.max(0, timeMs), film.lastsMs);
  const found = film.scenes.findIndex(({ untilMs }) => now < untilMs);
  const place = found === -1 ? film.scenes.length - 1 : found;
  const shown = film.scenes[place];
  if (shown === undefined) return;
  const before = film.scenes[place - 1];
  const progress = Math.min(1, (now - shown.fromMs) / film.cut.lasts);
  if (before === undefined || progress >= 1) {
    drawScene(pen, film, shown, now);
  } else {
    drawCut(pen, film, progress, { before, shown, now });
  }
}

interface Cut {
  readonly before: SetScene;
  readonly shown: SetScene;
  readonly now: number;
}

function drawCut(pen: Pen, film: Film, progress: number, { before, shown, now }: Cut): void {
  const eased = progress * progress * (3 - 2 * progress);
  pen.save();
  if (film.cut.kind === "slide") pen.translate(-WIDTH * eased, 0);
  drawScene(pen, film, before, now);
  pen.restore();
  pen.save();
  if (film.cut.kind === "slide") pen.translate(WIDTH * (1 - eased), 0);
  else pen.globalAlpha = eased;
  drawScene(pen, film, shown, now);
  pen.restore();
}

function drawScene(pen: Pen, film: Film, scene: SetScene, now: number): void {
  const { background, accent, onAccent } = film.colours;
  const isPlain = scene.picture === null && scene.code === "small";
  pen.fillStyle = isPlain ? accent : background;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  if (scene.code === "large") {
    drawInvitation(pen, film, scene);
    return;
  }
  // A picture moves on while it fades: it ends its way when the next scene stands alone.
  const way = (now - scene.fromMs) / (scene.untilMs - scene.fromMs + film.cut.lasts);
  if (scene.picture !== null) drawPicture(pen, scene.picture, { move: scene.move, way });
  if (scene.words !== null) {
    const middle = isPlain ? HEIGHT / 2 : null;
    drawWords(pen, scene.words, { middle, colour: isPlain ? onAccent : "#ffffff", hasShade: !isPlain });
  }
  drawCode(pen, film.code, { x: WIDTH - CORNER - SMALL_CODE, y: CORNER, size: SMALL_CODE });
}

/** The scene that is scanned: nothing of it moves. */
function drawInvitation(pen: Pen, { code, colours, invitation }: Film, { words }: SetScene): void {
  if (words !== null) drawWords(pen, words, { middle: 235, colour: colours.accent, hasShade: false });
  drawCode(pen, code, { x: (WIDTH - LARGE_CODE) / 2, y: 470, size: LARGE_CODE });
  drawWords(pen, invitation, { middle: 1_150, colour: colours.text, hasShade: false });
}
