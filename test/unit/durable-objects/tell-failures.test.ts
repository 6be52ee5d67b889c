/** What an object throws is told once, under its name and the call that was made of it. */
import { expect, test, vi } from "vitest";
import { logError } from "../../../durable-objects/object/log.ts";
import { tellFailures } from "../../../durable-objects/object/tell-failures.ts";

class Base {
  readonly ctx: { readonly id: { readonly name: string } };

  constructor(name: string) {
    this.ctx = { id: { name } };
  }
}

class Counting extends Base {
  static {
    tellFailures(Counting, Base, "counting");
  }

  outer(): void {
    this.inner();
  }

  inner(): void {
    throw new Error("no room");
  }

  async later(other: Counting): Promise<void> {
    await Promise.resolve();
    logError("own", new Error("seen"));
    other.note();
    this.note();
  }

  note(): void {
    logError("noted", new Error("seen"));
  }
}

interface Line {
  readonly event: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** The log while something is done. */
async function linesOf(work: () => unknown): Promise<Line[]> {
  const lines: Line[] = [];
  const write = vi
    .spyOn(console, "error")
    .mockImplementation((line: string) => void lines.push(JSON.parse(line) as Line));
  await work();
  write.mockRestore();
  return lines;
}

test("a call that an object makes of itself is told as the call that was made of it, once", async () => {
  const lines = await linesOf(() => {
    expect(() => new Counting("eu:shop/3").outer()).toThrow("no room");
  });
  expect(lines.map(({ event, facts }) => [event, facts])).toEqual([
    ["object_failed", { class: "counting", program: "shop", object: "eu:shop/3", call: "outer" }],
  ]);
});

test("what one object does for another one is told under the name of the one that does it", async () => {
  const lines = await linesOf(async () => await new Counting("shop/0").later(new Counting("shop/1")));
  expect(lines.map(({ event, facts }) => [event, facts["object"]])).toEqual([
    ["own", "shop/0"],
    ["noted", "shop/1"],
    ["noted", "shop/0"],
  ]);
});
