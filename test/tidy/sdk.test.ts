/** The browser SDK that the Worker serves is the one that its sources make, and small. */
import { expect, test } from "vitest";
import { buildSdk, MODULE, MOST_GZIPPED_BYTES, moduleText } from "../../scripts/sdk/bundle-sdk.ts";
import { read } from "./read/source.ts";

const built = await buildSdk();

test("the served script is what `npm run build` makes of its sources", () => {
  expect(read(MODULE).text).toBe(moduleText(built.script));
});

test("the script is under 4 KiB gzipped", () => {
  expect(built.script.length).toBeGreaterThan(1_000);
  expect(built.gzippedBytes).toBeLessThanOrEqual(MOST_GZIPPED_BYTES);
});

test("the script has no syntax that came after 2017", () => {
  expect(built.script).not.toMatch(/\?\.[a-z([]|\?\?|\|\|=|#[a-z]+\s*[=(;]/i);
});
