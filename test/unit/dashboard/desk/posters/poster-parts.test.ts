/** The parts of a poster keep their layers, whatever is put over them or taken away. */
import { expect, test } from "vitest";
import type { PosterParts } from "../../../../../domain/sharing/poster.ts";
import {
  bodyOf,
  boxOf,
  EMPTY,
  layersOf,
  partsOf,
  pullOf,
  raised,
  withBox,
  withNewText,
  withoutPart,
  withPicture,
} from "../../../../../dashboard/desk/posters/poster-parts.ts";
import { faultsOfPoster } from "../../../../../domain/sharing/poster.ts";

const VALUES = { program: "Tea", promoter: "Wei", link: "https://s.example/s/x" };
const PNG = "data:image/png;base64,iVBORw0KGgo=";

/** Three texts, and a picture over the first of them. */
const POSTER: PosterParts = (() => {
  const texts = ["one", "two", "three"].reduce(withNewText, { ...EMPTY, name: "Spring" });
  const { picture, ...others } = withPicture(texts, PNG);
  if (picture === undefined) throw new Error("There is no picture.");
  return { ...others, picture: { ...picture, above: 1 } };
})();

/** Its layers in words, from the lowest on. */
function shown(poster: PosterParts): string[] {
  return layersOf(poster).map((id) => poster.texts[Number(id.split("-")[1])]?.text ?? id);
}

test("a poster that is begun is one that the API takes", () => {
  expect(faultsOfPoster(EMPTY)).toEqual([]);
  expect(faultsOfPoster(POSTER)).toEqual([]);
});

test("layers are told from the lowest on, and the code lies over all", () => {
  expect(shown(POSTER)).toEqual(["background", "one", "picture", "two", "three", "qr"]);
});

test("a layer changes places with the one above or below it, and is told by its new name", () => {
  const up = raised(POSTER, "text-0", 1);
  expect([shown(up?.poster ?? EMPTY), up?.id]).toEqual([
    ["background", "picture", "one", "two", "three", "qr"],
    "text-0",
  ]);
  const swapped = raised(POSTER, "text-2", -1);
  expect([shown(swapped?.poster ?? EMPTY), swapped?.id]).toEqual([
    ["background", "one", "picture", "three", "two", "qr"],
    "text-1",
  ]);
  const picture = raised(POSTER, "picture", 1);
  expect([shown(picture?.poster ?? EMPTY), picture?.id]).toEqual([
    ["background", "one", "two", "picture", "three", "qr"],
    "picture",
  ]);
  for (const [id, by] of [
    ["text-2", 1],
    ["text-0", -1],
    ["qr", -1],
    ["background", 1],
  ] as const)
    expect(raised(POSTER, id, by)).toBe(null);
});

test("what is removed leaves the others in their layers; the code stays", () => {
  expect(shown(withoutPart(POSTER, "text-0"))).toEqual(["background", "picture", "two", "three", "qr"]);
  expect(shown(withoutPart(POSTER, "text-1"))).toEqual(["background", "one", "picture", "three", "qr"]);
  expect(shown(withoutPart(POSTER, "picture"))).toEqual(["background", "one", "two", "three", "qr"]);
  expect(shown(withoutPart(POSTER, "qr"))).toEqual(shown(POSTER));
});

test("a text is as high as its lines are with the names that are shown", () => {
  const poster = withNewText(EMPTY, "{promoter}");
  const heightWith = (promoter: string) => boxOf(poster, "text-0", { ...VALUES, promoter }).height;
  const { size = 0 } = poster.texts[0] ?? {};
  expect(heightWith("Wei")).toBe(Math.ceil(1.4 * size));
  expect(heightWith("欧阳阿依古丽阿卜杜热西提买买提江")).toBe(Math.ceil(2 * 1.4 * size));
});

test("a box is put back as it was read", () => {
  for (const id of layersOf(POSTER)) expect(withBox(POSTER, id, boxOf(POSTER, id, VALUES))).toEqual(POSTER);
  const box = { x: 1, y: 2, width: 333, height: 444 };
  expect(withBox(POSTER, "qr", box).qr).toEqual({ x: 1, y: 2, size: 333 });
  expect(withBox(POSTER, "text-1", box).texts[1]).toMatchObject({ text: "two", x: 1, y: 2, width: 333 });
  expect(withBox(POSTER, "picture", box).picture).toEqual({ ...box, data: PNG, above: 1 });
});

test("a code is pulled no smaller than the API takes it", () => {
  for (const [width, least] of [
    [750, 80],
    [2_000, 200],
  ] as const) {
    expect(pullOf({ ...EMPTY, width }, "qr").least).toBe(least);
    const faultsAt = (size: number) => faultsOfPoster({ ...EMPTY, width, qr: { x: 0, y: 0, size } });
    expect([faultsAt(least).length, faultsAt(least - 1).length]).toEqual([0, 1]);
  }
});

test("what the API has of a poster comes back to it whole", () => {
  const stored = { ...bodyOf(POSTER), id: "spring", updatedAt: "2026-11-22T08:00:00.000Z" };
  // As it came over the wire.
  expect(partsOf(JSON.parse(JSON.stringify(stored)) as Parameters<typeof partsOf>[0])).toEqual(POSTER);
});
