/**
 * The deciding and delivering code in simulated worlds, each from a seed. A failing seed is printed and replays:
 * `npm run simulate -- --seed 17 --size brief --trace`.
 */
import { execFile } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleSimulation, type SimulationBundle } from "./bundle.ts";
import { DELIBERATE_FAULTS, EVERYDAY_FAULTS } from "./faults/deliberate-faults.ts";
import { sized } from "../support/effort.ts";
import { placeOf } from "./faults/places.ts";
import { Searchers } from "./faults/searchers.ts";
import { spoil } from "../support/planted-fault.ts";

/** Brief worlds find most for their time: a thousand of them take as long as a hundred small ones. */
const SEEDS = sized(200, 50, 500);
const SIZE = sized("brief", "full", "brief");
const FAULTS = sized(EVERYDAY_FAULTS, DELIBERATE_FAULTS, DELIBERATE_FAULTS);
const OFTEN = { every: 1, rare: 1 / 10, asked: 1 / 4, cut: 1 / 100 };
const SELDOM = { every: 1 / 2, rare: 1 / 50, asked: 1 / 8, cut: 1 / 200 };
/** How often, of all seeds, each kind of fault has to be there at least: in brief worlds less happens. */
const LEAST = sized(SELDOM, OFTEN, SELDOM);
/** Seeds of one process: several run side by side. */
const SEEDS_PER_PART = SEEDS / 2;
/** Processes that look for planted faults. */
const SEARCHERS = 2;

interface Result {
  readonly seeds: number;
  readonly failed: readonly { readonly seed: number; readonly breaches: readonly string[] }[];
  readonly hashes: readonly string[];
  readonly totals: Readonly<Record<string, number>>;
}

let bundle: SimulationBundle;
const searchers = new Searchers(SEARCHERS);

beforeAll(async () => {
  bundle = await bundleSimulation();
});

afterAll(() => {
  searchers.stop();
  bundle.remove();
});

function simulate(path: string, ...options: string[]): Promise<Result> {
  return new Promise((done, failed) => {
    execFile(
      "node",
      [path, "--json", ...options],
      { maxBuffer: 16 * 1_024 * 1_024 },
      (error, output, errors) => {
        if (output.startsWith("{")) done(JSON.parse(output) as Result);
        else failed(new Error(errors, { cause: error }));
      },
    );
  });
}

describe.concurrent("in a world that loses, repeats, reorders, crashes and whose clocks jump", () => {
  test(`every law holds once it has settled, for ${SEEDS} seeds`, async () => {
    const parts = await Promise.all(
      [1, SEEDS_PER_PART + 1].map(
        async (from) =>
          await simulate(
            bundle.path,
            "--seeds",
            String(SEEDS_PER_PART),
            "--from",
            String(from),
            "--size",
            SIZE,
          ),
      ),
    );
    expect(parts.flatMap(({ failed }) => failed)).toEqual([]);
    const sum = (kind: string) => parts.reduce((all, { totals }) => all + (totals[kind] ?? 0), 0);
    expect(parts.reduce((all, { seeds }) => all + seeds, 0)).toBe(SEEDS);
    // The faults were there.
    const kinds = ["lost", "repeated", "crashes", "alarmsLost", "oddAlarms", "jumps", "putBack", "overloads"];
    expect(kinds.filter((kind) => sum(kind) <= SEEDS * LEAST.every)).toEqual([]);
    const often = ["parted", "refusals", "storageFailures", "machineJumps", "programsPutBack"];
    const rare = often.concat("databasesPutBack", "replaced", "keySteps");
    expect(rare.filter((kind) => sum(kind) < SEEDS * LEAST.rare)).toEqual([]);
    // Refunds were voided under budgets, and some had no room left.
    expect(sum("asked")).toBeGreaterThan(SEEDS * LEAST.asked);
    expect(sum("cut")).toBeGreaterThan(SEEDS * LEAST.cut);
  });

  test("the same seed goes the same way, another seed another", async () => {
    const [first, again] = await Promise.all([
      simulate(bundle.path, "--seeds", "3", "--from", "7", "--size", SIZE),
      simulate(bundle.path, "--seeds", "3", "--from", "7", "--size", SIZE),
    ]);
    expect(again).toEqual(first);
    expect(new Set(first.hashes).size).toBe(3);
  });
});

describe.concurrent("a fault planted into the code is found", () => {
  test.each(FAULTS.map((fault) => [fault.name, fault] as const))("%s", async (_, fault) => {
    const found = await searchers.find({ path: await bundle.plant(fault), place: placeOf(fault.name) });
    expect(found?.breaches).not.toEqual([]);
    expect(found).not.toBeNull();
  });

  test("and a fault whose place is gone is no fault at all", () => {
    for (const fault of DELIBERATE_FAULTS) expect(spoil(fault)).toContain(fault.by);
    const gone = { name: "gone", file: "domain/settlement/intent.ts", replaces: "no such code", by: "" };
    expect(() => spoil(gone)).toThrow("0 times, not once");
    expect(new Set(DELIBERATE_FAULTS.map(({ name }) => name)).size).toBe(DELIBERATE_FAULTS.length);
  });
});
