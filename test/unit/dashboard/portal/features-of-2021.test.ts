/**
 * The portal opens in browsers of 2021, as old phones have them inside of WeChat: Chrome 89 and Safari 14. Its syntax is
 * brought down by the build; here stand rules of CSS and methods of JavaScript that came later, and that nothing brings down.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesMatching, PROJECT } from "../../../tidy/read/source.ts";

/** By https://caniuse.com and MDN's compatibility data. */
const LATER_CSS: readonly RegExp[] = [
  /:has\(/,
  /@container|container-type/,
  /@layer|@scope|@property|@starting-style/,
  /\b(?:color-mix|oklch|oklab|lab|lch|light-dark)\(/,
  /accent-color|text-wrap|aspect-ratio|content-visibility|overflow: clip|scrollbar-gutter/,
  /overflow-wrap: anywhere/,
  /\d(?:d|s|l)v[hw]\b/,
  /^\s*&/m,
  /subgrid|masonry/,
  // In a flex container Safari knows it from 14.1 on.
  /(?:^|\s)gap:/m,
  /(?:^|\s)inset:/m,
];

const LATER_METHODS: readonly RegExp[] = [
  /\.at\(/,
  /\.(?:findLast|findLastIndex|toSorted|toReversed|toSpliced|with)\(/,
  /\bObject\.(?:hasOwn|groupBy)\(|\bMap\.groupBy\(/,
  /\bstructuredClone\(|\.randomUUID\(|\bArray\.fromAsync\(|\bPromise\.withResolvers\(/,
  /\bAbortSignal\.(?:timeout|any)\(|\bURL\.canParse\(|\.checkVisibility\(|\.showModal\(/,
  /\.(?:isWellFormed|toWellFormed|replaceChildren)\(/,
];

const CODE = "dashboard/{portal,common/api,common/i18n}/**/*.{ts,tsx}";
const COMMON = "dashboard/common/*.ts";

function used(files: readonly string[], later: readonly RegExp[]): string[] {
  return files.flatMap((path) => {
    const text = readFileSync(join(PROJECT, path), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    return later.flatMap((feature) => (feature.test(text) ? [`${path}: ${String(feature)}`] : []));
  });
}

test("no rule of CSS is younger than the phones that the portal opens on", () => {
  const styles = filesMatching("dashboard/portal/**/*.css");
  expect(styles).not.toEqual([]);
  expect(used(styles, LATER_CSS)).toEqual([]);
});

test("no method is younger either", () => {
  const code = filesMatching(CODE, COMMON).filter((path) => !path.endsWith(".d.ts"));
  expect(code.length).toBeGreaterThan(20);
  expect(used(code, LATER_METHODS)).toEqual([]);
});
