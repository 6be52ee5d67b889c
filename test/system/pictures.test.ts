/** The pictures of README can be made again by whoever has a Chromium, and those that stand there are of the same views. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT, temporaryDirectory } from "../support/service.ts";

const MOST_BYTES = 120_000;
/** Less than so much is a page without anything on it. */
const LEAST_BYTES = 5_000;

/** A picture's width and height. @throws Error for what is no extended WebP. */
function sizeOf(file: string): string {
  const bytes = readFileSync(file);
  const words = [0, 8, 12].map((place) => bytes.toString("latin1", place, place + 4));
  if (words.join() !== "RIFF,WEBP,VP8X") throw new Error(`${file} is ${words.join()}`);
  expect(bytes.length).toBeGreaterThan(LEAST_BYTES);
  expect(bytes.length).toBeLessThan(MOST_BYTES);
  return `${bytes.readUIntLE(24, 3) + 1}x${bytes.readUIntLE(27, 3) + 1}`;
}

test("the script makes a small picture of the desk and of the portal, in each language, as README shows them", () => {
  const made = temporaryDirectory();
  execFileSync(process.execPath, [join(PROJECT, "scripts/pictures.mjs"), made.path], { stdio: "inherit" });
  const names = readdirSync(made.path).toSorted();
  const sizes = names.map((name) => `${name} ${sizeOf(join(made.path, name))}`);
  expect(sizes).toEqual([
    "desk.en.webp 1280x1000",
    "desk.zh-CN.webp 1280x1000",
    "portal.en.webp 390x780",
    "portal.zh-CN.webp 390x780",
  ]);
  const kept = names.map((name) => `${name} ${sizeOf(join(PROJECT, "docs/pictures", name))}`);
  expect(kept).toEqual(sizes);
  for (const [readme, language] of [
    ["README.md", "en"],
    ["README.zh-CN.md", "zh-CN"],
  ] as const) {
    const text = readFileSync(join(PROJECT, readme), "utf8");
    for (const page of ["desk", "portal"]) expect(text).toContain(`docs/pictures/${page}.${language}.webp`);
  }
  made.remove();
});
