/** Films by their scenes: what stands in each, for how long, and that a moment looks the same whenever it is drawn. */
import { describe, expect, test } from "vitest";
import { drawFrame } from "../../../../dashboard/portal/films/draw-frame.ts";
import type { Pen } from "../../../../dashboard/portal/films/draw-parts.ts";
import { type Film, filmOf, type FilmParts, HEIGHT, WIDTH } from "../../../../dashboard/portal/films/film.ts";
import {
  LENGTHS,
  TEMPLATE_NAMES,
  TEMPLATES,
  type Template,
} from "../../../../dashboard/portal/films/templates.ts";
import { partsOf } from "../../../../dashboard/portal/films/text-parts.ts";
import { withoutLink } from "../../../../dashboard/portal/films/without-link.ts";

const SECOND = 1_000;
const pictureOf = (name: string, width: number, height: number) => {
  return { source: { name }, width, height, isWhole: false };
};
const PICTURES = [
  pictureOf("upright", 900, 1_600),
  pictureOf("lying", 1_600, 900),
  pictureOf("square", 800, 800),
  pictureOf("narrow", 200, 1_600),
];
/** A code of its smallest size, half of it dark. */
const CODE = Array.from({ length: 21 }, (_, y) => Array.from({ length: 21 }, (_, x) => (x + y) % 2 === 0));

const PARTS: FilmParts = {
  template: "calm",
  length: 15,
  name: "龙井茶 Longjing",
  text: "明前采摘，清香回甘。送给爱喝茶的朋友！慢慢喝，好好过。",
  invitation: "扫一扫，看看详情",
  pictures: PICTURES,
  colours: { background: "#fffdf7", text: "#2a1f14", accent: "#7a2e12", onAccent: "#ffffff" },
  code: CODE,
};

const CUTS = TEMPLATE_NAMES.flatMap((template) => LENGTHS.map((length) => ({ template, length })));

interface Call {
  readonly name: string;
  readonly with: readonly unknown[];
  readonly style: unknown;
  /** Where the pen stands, and how much of it is seen. */
  readonly aside: number;
  readonly alpha: number;
}

class WrittenShade {
  readonly stops: (readonly [number, string])[] = [];
  readonly place: readonly number[];
  constructor(place: readonly number[]) {
    this.place = place;
  }
  addColorStop(at: number, colour: string): void {
    this.stops.push([at, colour]);
  }
}

/** A pen that writes down what it was asked for, as a canvas would be. */
function writingPen(): { readonly pen: Pen; readonly calls: Call[] } {
  const calls: Call[] = [];
  const kept: { aside: number; alpha: number }[] = [];
  let now = { aside: 0, alpha: 1 };
  const pen = {
    fillStyle: "",
    font: "",
    textAlign: "left",
    save: () => void kept.push(now),
    restore: () => void (now = kept.pop() ?? now),
    translate: (x: number) => void (now = { ...now, aside: now.aside + x }),
    createLinearGradient: (...args: number[]) => new WrittenShade(args),
  };
  Object.defineProperty(pen, "globalAlpha", {
    get: () => now.alpha,
    set: (alpha: number) => {
      now = { ...now, alpha };
    },
  });
  for (const name of ["drawImage", "fillRect", "fillText"])
    Object.assign(pen, {
      [name]: (...args: unknown[]) => void calls.push({ name, with: args, style: pen.fillStyle, ...now }),
    });
  return { pen: pen as unknown as Pen, calls };
}

function drawn(film: Film, timeMs: number): Call[] {
  const { pen, calls } = writingPen();
  drawFrame(pen, film, timeMs);
  return calls;
}

const textsIn = (calls: readonly Call[]) =>
  calls.flatMap((call) => (call.name === "fillText" ? [String(call.with[0])] : []));
const imagesIn = (calls: readonly Call[]) => calls.filter(({ name }) => name === "drawImage");

/** The width of the code that is drawn, white around it. */
function codeIn(calls: readonly Call[]): number {
  const white = calls.filter(({ name, style }) => name === "fillRect" && style === "#ffffff").at(-1);
  return Number(white?.with[2] ?? 0);
}

describe.each(CUTS)("$template of $length seconds", ({ template, length }) => {
  const scenes: Template["scenes"] = TEMPLATES[template].scenes;
  const film = filmOf({ ...PARTS, template, length });

  test("scenes follow each other without a gap, and last as long as the film", () => {
    expect(scenes.reduce((sum, { lasts }) => sum + lasts[length], 0)).toBe(length * SECOND);
    expect(film.lastsMs).toBe(length * SECOND);
    expect(film.scenes.map(({ fromMs }) => fromMs)).toEqual([
      0,
      ...film.scenes.slice(0, -1).map(({ untilMs }) => untilMs),
    ]);
    // A scene stands alone for longer than it takes to come.
    for (const { fromMs, untilMs } of film.scenes)
      expect(untilMs - fromMs).toBeGreaterThan(2 * film.cut.lasts);
  });

  test("the last scene alone shows the code large, and stands so for three seconds at least", () => {
    expect(film.scenes.map(({ code }) => code)).toEqual([
      ...film.scenes.slice(1).map(() => "small"),
      "large",
    ]);
    const last = film.scenes.at(-1);
    const alone = (last?.fromMs ?? 0) + film.cut.lasts;
    expect(film.lastsMs - alone).toBeGreaterThanOrEqual(3 * SECOND);
    const still = drawn(film, alone);
    expect(codeIn(still)).toBeGreaterThan(WIDTH / 2);
    for (const time of [alone + 1, alone + 1_500, film.lastsMs, film.lastsMs + 1])
      expect(drawn(film, time)).toEqual(still);
  });

  test("each scene shows a picture or words, and the code in a corner before the last", () => {
    for (const { fromMs, untilMs, code } of film.scenes) {
      const calls = drawn(film, (fromMs + film.cut.lasts + untilMs) / 2);
      expect(imagesIn(calls).length + textsIn(calls).join("").trim().length).toBeGreaterThan(0);
      expect(codeIn(calls)).toBe(code === "small" ? 150 : 560);
    }
  });

  test("a picture fills the screen at each moment, whatever its shape", () => {
    for (let time = 0; time <= film.lastsMs; time += 100) {
      for (const { with: args } of imagesIn(drawn(film, time))) {
        const [, x = 0, y = 0, w = 0, h = 0] = args.map(Number);
        expect(x).toBeLessThanOrEqual(1e-6);
        expect(y).toBeLessThanOrEqual(1e-6);
        expect(x + w).toBeGreaterThanOrEqual(WIDTH - 1e-6);
        expect(y + h).toBeGreaterThanOrEqual(HEIGHT - 1e-6);
      }
    }
  });

  test("all pictures and all of the text are shown", () => {
    const moments = film.scenes.map(({ fromMs, untilMs }) =>
      drawn(film, (fromMs + film.cut.lasts + untilMs) / 2),
    );
    expect(new Set(moments.flatMap(imagesIn).map(({ with: [source] }) => source))).toEqual(
      new Set(PICTURES.map(({ source }) => source)),
    );
    const said = moments.flatMap(textsIn).join("").replaceAll(/\s/g, "");
    for (const sentence of ["明前采摘，清香回甘。", "送给爱喝茶的朋友！", "慢慢喝，好好过。"])
      expect(said).toContain(sentence);
  });

  test("a moment goes by the film and the time alone", () => {
    for (const time of [0, 1_234, film.lastsMs / 2, film.lastsMs]) {
      const first = drawn(film, time);
      drawn(film, 777);
      expect(drawn(film, time)).toEqual(first);
    }
  });
});

test("a scene comes in the way of its template", () => {
  const fading = filmOf(PARTS);
  const second = fading.scenes[1]?.fromMs ?? 0;
  const faded = drawn(fading, second + fading.cut.lasts / 2);
  expect(new Set(faded.map(({ alpha }) => alpha))).toEqual(new Set([1, 0.5]));
  const sliding = filmOf({ ...PARTS, template: "fast" });
  const next = sliding.scenes[1]?.fromMs ?? 0;
  const slid = drawn(sliding, next + sliding.cut.lasts / 2);
  expect(new Set(slid.map(({ aside }) => aside))).toEqual(new Set([-WIDTH / 2, WIDTH / 2]));
});

test("one picture is enough, and of a poster all is shown", () => {
  const poster = { ...pictureOf("poster", 750, 1_100), isWhole: true };
  for (const template of TEMPLATE_NAMES) {
    const film = filmOf({ ...PARTS, template, pictures: [poster] });
    for (let time = 0; time < film.lastsMs; time += 250) {
      for (const { with: args } of imagesIn(drawn(film, time))) {
        const [, x = 0, y = 0, w = 0, h = 0] = args.map(Number);
        expect([x, w]).toEqual([0, WIDTH]);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y + h).toBeLessThanOrEqual(HEIGHT);
      }
    }
  }
  expect(() => filmOf({ ...PARTS, pictures: [] })).toThrow("picture");
});

test("whoever writes nothing shows what they recommend", () => {
  for (const template of TEMPLATE_NAMES) {
    const film = filmOf({ ...PARTS, template, text: " \n " });
    const words = film.scenes.flatMap((scene) => (scene.words === null ? [] : [scene.words.lines.join("")]));
    expect(new Set(words.map((line) => line.replaceAll(" ", "")))).toEqual(new Set(["龙井茶Longjing"]));
  }
});

test("long words get smaller, and what has no room ends with an ellipsis", () => {
  const [short, long, endless] = [1, 12, 40].map((times) => {
    return filmOf({ ...PARTS, text: "好茶慢慢喝。".repeat(times) }).scenes[1]?.words;
  });
  expect(long?.size).toBeLessThan(short?.size ?? 0);
  expect(long?.lines.join("")).toBe("好茶慢慢喝。".repeat(12));
  expect(endless?.lines.at(-1)).toMatch(/…$/);
  // No line begins with what closes one.
  for (const line of long?.lines ?? []) expect(line).not.toMatch(/^[，。！]/);
});

test.each([
  ["一句。", 3, ["一句。"]],
  ["一。二！三？四。五。", 2, ["一。\n二！\n三？", "四。\n五。"]],
  ["Good tea. Good friends!", 3, ["Good tea.", "Good friends!"]],
  ["……！", 3, []],
])("%s in at most %d parts", (text, most, parts) => {
  expect(partsOf(text, most)).toEqual(parts);
});

test.each([
  ["龙井茶，详情在这里：https://a.example/s/x", "龙井茶，详情在这里"],
  ["Have a look at tea: https://a.example/s/x", "Have a look at tea"],
  ["被问了好多次的茶，链接来啦👉https://a.example/s/x", "被问了好多次的茶，链接来啦"],
  ["家里一直在用龙井茶，想把它分享给你。", "家里一直在用龙井茶，想把它分享给你。"],
])("%s says without its link %s", (text, without) => {
  expect(withoutLink(text, "https://a.example/s/x")).toBe(without);
});
