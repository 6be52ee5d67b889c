import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GatheredGroups } from "../../../../../worker/platform/sharing/gathered-runs.ts";

/** Work that ends when it is let go, and says for which entries it was done. */
class Work {
  readonly runs: { readonly entries: readonly number[]; end(): void; fail(): void }[] = [];

  readonly run = async (entries: readonly number[]): Promise<readonly string[]> =>
    await new Promise((resolve, reject) => {
      this.runs.push({
        entries,
        end: () => resolve(entries.map((entry) => `done ${entry}`)),
        fail: () => reject(new Error("the owner is away")),
      });
    });
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Lets everybody who waits look once, however long they have waited. */
async function turns(): Promise<void> {
  await vi.advanceTimersByTimeAsync(50);
}

function startRuns(runs: GatheredGroups<number, string>, work: Work, entries: readonly number[]) {
  return entries.map(async (entry) => await runs.run("group", `key ${entry}`, entry, work.run));
}

test("who comes alone runs at once, and all who come meanwhile run together", async () => {
  const work = new Work();
  const runs = new GatheredGroups<number, string>(100);
  const asked = startRuns(runs, work, [1]);
  await turns();
  asked.push(...startRuns(runs, work, [2, 3, 4]));
  await turns();
  expect(work.runs.map(({ entries }) => entries)).toEqual([[1]]);
  work.runs[0]?.end();
  await turns();
  expect(work.runs[1]?.entries).toEqual([2, 3, 4]);
  work.runs[1]?.end();
  await turns();
  expect(await Promise.all(asked)).toEqual(["done 1", "done 2", "done 3", "done 4"]);
});

test("groups do not wait for each other", async () => {
  const work = new Work();
  const runs = new GatheredGroups<number, string>(100);
  const asked = ["one", "other"].map(async (group) => await runs.run(group, "key", 1, work.run));
  await turns();
  expect(work.runs).toHaveLength(2);
  for (const run of work.runs) run.end();
  await turns();
  expect(await Promise.all(asked)).toEqual(["done 1", "done 1"]);
});

test("two entries of one name, and more than a run holds, run one after the other", async () => {
  const work = new Work();
  const runs = new GatheredGroups<number, string>(3);
  const first = startRuns(runs, work, [0]);
  await turns();
  const asked = startRuns(runs, work, [1, 1, 2, 3, 4]);
  for (let run = 0; run < 4; run += 1) {
    await turns();
    work.runs[run]?.end();
    await turns();
  }
  expect(await Promise.all([...first, ...asked])).toHaveLength(6);
  for (const { entries } of work.runs) {
    expect(entries.length).toBeLessThanOrEqual(3);
    expect(new Set(entries).size).toBe(entries.length);
  }
  expect(work.runs.flatMap(({ entries }) => entries).toSorted((one, other) => one - other)).toEqual([
    0, 1, 1, 2, 3, 4,
  ]);
});

test("what a failed run of several did is done again, each alone; a run of one fails as it did", async () => {
  const work = new Work();
  const runs = new GatheredGroups<number, string>(100);
  const lone = startRuns(runs, work, [0]).map(
    async (one) => await one.catch((error: Error) => error.message),
  );
  await turns();
  const asked = startRuns(runs, work, [1, 2]);
  work.runs[0]?.fail();
  await turns();
  expect(await Promise.all(lone)).toEqual(["the owner is away"]);
  work.runs[1]?.fail();
  await turns();
  expect(work.runs.slice(2).map(({ entries }) => entries)).toEqual([[1], [2]]);
  for (const run of work.runs.slice(2)) run.end();
  await turns();
  expect(await Promise.all(asked)).toEqual(["done 1", "done 2"]);
});

test("nobody waits for a run whose request has ended", async () => {
  const work = new Work();
  const runs = new GatheredGroups<number, string>(100);
  void startRuns(runs, work, [0]);
  await turns();
  vi.clearAllTimers();
  const asked = startRuns(runs, work, [1]);
  await vi.advanceTimersByTimeAsync(600);
  expect(work.runs.map(({ entries }) => entries)).toEqual([[0], [1]]);
  work.runs[1]?.end();
  await turns();
  expect(await Promise.all(asked)).toEqual(["done 1"]);
});

test("who waits for another run of its key is not failed by that run", async () => {
  const runs = new GatheredGroups<string, string>(100);
  const work = async (entries: readonly string[]) => {
    await new Promise((over) => setTimeout(over, 10));
    if (entries.includes("spoilt")) throw new Error("spoilt");
    return entries;
  };
  const ask = async (key: string, entry: string) =>
    await runs.run("group", key, entry, work).catch((error: Error) => error.message);
  const asked = [ask("first", "first")];
  await vi.advanceTimersByTimeAsync(1);
  asked.push(ask("key", "spoilt"));
  await vi.advanceTimersByTimeAsync(1);
  asked.push(ask("key", "fine"));
  await vi.advanceTimersByTimeAsync(100);
  expect(await Promise.all(asked)).toEqual(["first", "spoilt", "fine"]);
});

test("a run that goes on is waited for, however long it takes, and its entries are done once", async () => {
  const work = new Work();
  const runs = new GatheredGroups<number, string>(100);
  const first = startRuns(runs, work, [0]);
  await turns();
  const asked = startRuns(runs, work, [1, 2]);
  await vi.advanceTimersByTimeAsync(3_000);
  work.runs[0]?.end();
  await turns();
  await vi.advanceTimersByTimeAsync(10_000);
  work.runs[1]?.end();
  await turns();
  expect(await Promise.all([...first, ...asked])).toEqual(["done 0", "done 1", "done 2"]);
  expect(work.runs.map(({ entries }) => entries)).toEqual([[0], [1, 2]]);
});

test("what a request left behind that has ended is not done for the next one", async () => {
  const work = new Work();
  const runs = new GatheredGroups<number, string>(100);
  void startRuns(runs, work, [0]);
  await turns();
  void startRuns(runs, work, [1]);
  await turns();
  // Requests that end: nothing of theirs goes on.
  vi.clearAllTimers();
  await vi.advanceTimersByTimeAsync(3_600_000);
  const later = startRuns(runs, work, [2]);
  await turns();
  expect(work.runs.map(({ entries }) => entries)).toEqual([[0], [2]]);
  work.runs[1]?.end();
  await turns();
  expect(await Promise.all(later)).toEqual(["done 2"]);
});
