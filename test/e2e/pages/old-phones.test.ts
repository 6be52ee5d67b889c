/**
 * What the service serves of the portal can be read by a browser of the spring of 2021. The syntax of its scripts, and each
 * feature of its styles by the data of caniuse.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "acorn";
import browserslist from "browserslist";
import DoIUse from "doiuse";
import postcss from "postcss";
import { expect, inject, test } from "vitest";
import { OLDEST_BROWSERS } from "../../../scripts/pages/build-pages.ts";

/** What is served of the portal, by the names of its files. */
function filesOf(extension: string): [name: string, text: string][] {
  const files = globSync(`*/pages/assets/portal/*${extension}`, { cwd: inject("builtWorker") });
  expect(files).not.toEqual([]);
  return files.map((name) => [name, readFileSync(join(inject("builtWorker"), name), "utf8")]);
}

/** What a parser of 2021 says of a script. */
function newerSyntax(name: string, script: string): string[] {
  try {
    parse(script, { ecmaVersion: 2021, sourceType: "module" });
    return [];
  } catch (error) {
    return [`${name}: ${String(error)}`];
  }
}

/**
 * Whoever lacks `:focus-visible` has the ring that the browser draws by itself. caniuse counts every `overflow` as one of two
 * values, and as `clip`: neither is used.
 */
const DONE_WITHOUT = ["css-focus-visible", "css-overflow"];

/** Each feature that one of the browsers lacks, by its place. */
async function newerThan(browsers: string[], name: string, css: string): Promise<string[]> {
  const found: string[] = [];
  const checker = new DoIUse({
    browsers,
    ignore: DONE_WITHOUT,
    onFeatureUsage: ({ feature, usage }) =>
      found.push(`${name}: ${feature} in ${String(usage).slice(0, 80)}`),
  });
  await postcss(checker).process(css, { from: undefined });
  return found;
}

test("each script is of the syntax of 2021", () => {
  expect(filesOf(".js").flatMap(([name, script]) => newerSyntax(name, script))).toEqual([]);
});

test("no style needs a browser of after 2021", async () => {
  expect(browserslist(OLDEST_BROWSERS)).toHaveLength(OLDEST_BROWSERS.length);
  const found: string[] = [];
  for (const [name, css] of filesOf(".css")) {
    expect(css).not.toMatch(/overflow(-[xy])?:(clip|[a-z]+ [a-z]+)[;}]/);
    found.push(...(await newerThan(OLDEST_BROWSERS, name, css)));
  }
  expect(found).toEqual([]);
});

test("what such a browser lacks would be found", async () => {
  expect(newerSyntax("new.js", "class A { static { go(); } }")).toEqual([expect.stringContaining("new.js")]);
  expect(await newerThan(OLDEST_BROWSERS, "new.css", "a:has(b) { color: red }")).toEqual([
    expect.stringContaining("css-has"),
  ]);
});
