import { expect, test } from "vitest";
import { EdgeHarness } from "../../support/edge/edge-harness.ts";

test("the SDK is a script that browsers keep and ask about, and that pages of any origin may load", async () => {
  const edge = new EdgeHarness();
  const answer = await edge.visit("/t.js");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    "text/javascript; charset=utf-8",
  ]);
  expect(answer.headers.get("cache-control")).toMatch(/^public, max-age=\d+/);
  expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await answer.text()).toContain("tributary");
  const etag = answer.headers.get("etag") ?? "";
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await edge.visit("/t.js", { "if-none-match": known });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  }
  expect((await edge.visit("/t.js", { "if-none-match": `"other"` })).status).toBe(200);
  expect(await (await edge.visit("/t.js", {}, "HEAD")).text()).toBe("");
  expect((await edge.visit("/t.js", {}, "POST")).status).toBe(405);
  expect(edge.seen.storage).toBe(0);
});
