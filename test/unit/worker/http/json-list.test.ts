/** A long answer is the same JSON, however many parts it is written in. */
import { expect, test } from "vitest";
import { streamJsonList } from "../../../../worker/http/files/json-list.ts";

test.each([0, 1, 3, 2_000])("a list of %i entries reads back whole", async (length) => {
  const entries = Array.from({ length }, (_, index) => ({ index, text: "茶".repeat(50) }));
  const answer = streamJsonList("results", entries);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.json()).toEqual({ results: entries });
});

test("others are let in between the parts of a long list", async () => {
  let turns = 0;
  const watching = setInterval(() => (turns += 1), 0);
  const entries = Array.from({ length: 50 }, () => ({ text: "x".repeat(60_000) }));
  await streamJsonList("results", entries).text();
  clearInterval(watching);
  expect(turns).toBeGreaterThan(10);
});
