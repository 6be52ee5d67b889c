/** The browser SDK that the Worker serves is the one that its sources make, and small. */
import { describe, expect, test } from "vitest";
import { buildSdk, moduleText, SCRIPTS } from "../../scripts/sdk/bundle-sdk.ts";
import { read } from "./read/source.ts";

describe.each(Object.entries(SCRIPTS))("%s", async (path, of) => {
  const built = await buildSdk(of);

  test("the served script is what `npm run build` makes of its sources", () => {
    expect(read(of.module).text).toBe(moduleText(built.script, of.name));
  });

  test("the script is as small as is promised", () => {
    expect(built.script.length).toBeGreaterThan(1_000);
    expect(of.mostBytes).toBe(path === "t.js" ? 4_096 : 2_048);
    expect(built.bytes).toBeLessThanOrEqual(of.mostBytes);
  });

  test("the script has no syntax that came after 2017", () => {
    expect(built.script).not.toMatch(/\?\.[a-z([]|\?\?|\|\|=|#[a-z]+\s*[=(;]/i);
  });
});
