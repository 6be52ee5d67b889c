import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GroupedReads } from "../../../../../worker/platform/sharing/grouped-reads.ts";

/** A storage of versions whose answers come when they are let go; each says what stood when its question arrived. */
class Storage {
  readonly versions = new Map<string, number>();
  readonly questions: { readonly keys: readonly string[]; answer(): void; fail(): void }[] = [];

  readonly load = async (keys: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    const found = new Map(keys.flatMap((key) => [[key, this.versions.get(key) ?? -1] as const]));
    return await new Promise((resolve, reject) => {
      this.questions.push({
        keys,
        answer: () => resolve(found),
        fail: () => reject(new Error("D1 is away")),
      });
    });
  };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Lets every request look once. */
async function turns(): Promise<void> {
  await vi.advanceTimersByTimeAsync(2);
}

test("a thousand requests at once cost two questions: the first one's, and one for all the others", async () => {
  const storage = new Storage();
  for (let program = 0; program < 10; program += 1) storage.versions.set(`p${program}`, program);
  const reads = new GroupedReads<number>();
  const asked = Array.from(
    { length: 1_000 },
    async (_, index) => await reads.ask(`p${index % 10}`, storage.load),
  );
  expect(storage.questions.map(({ keys }) => keys)).toEqual([["p0"]]);
  storage.questions[0]?.answer();
  await turns();
  expect(storage.questions).toHaveLength(2);
  expect(storage.questions[1]?.keys).toHaveLength(10);
  storage.questions[1]?.answer();
  await turns();
  expect(await Promise.all(asked)).toEqual(Array.from({ length: 1_000 }, (_, index) => index % 10));
});

test("nobody is answered by a question that began before it: a change counts from the moment it was answered", async () => {
  const storage = new Storage();
  storage.versions.set("p", 1);
  const reads = new GroupedReads<number>();
  const before = reads.ask("p", storage.load);
  storage.versions.set("p", 2);
  const after = reads.ask("p", storage.load);
  storage.questions[0]?.answer();
  await turns();
  storage.questions[1]?.answer();
  expect([await before, await after]).toEqual([1, 2]);
});

test("a question that fails fails for those who share it alone, and the next one is asked", async () => {
  const storage = new Storage();
  storage.versions.set("p", 1);
  const reads = new GroupedReads<number>();
  const ask = () => reads.ask("p", storage.load).catch((error: Error) => error.message);
  const first = ask();
  const sharing = [ask(), ask(), ask()];
  storage.questions[0]?.fail();
  await turns();
  const next = ask();
  storage.questions[1]?.fail();
  await turns();
  storage.questions[2]?.answer();
  await turns();
  expect([await first, await Promise.all(sharing), await next]).toEqual([
    "D1 is away",
    ["D1 is away", "D1 is away", "D1 is away"],
    1,
  ]);
  expect(storage.questions).toHaveLength(3);
});

test("a question that died with its request holds up nobody for long: others ask for themselves", async () => {
  const storage = new Storage();
  storage.versions.set("p", 1);
  const reads = new GroupedReads<number>();
  void reads.ask("p", storage.load);
  const leads = reads.ask("p", storage.load);
  const joins = reads.ask("p", storage.load);
  await vi.advanceTimersByTimeAsync(3_100);
  for (const question of storage.questions.slice(1)) question.answer();
  expect([await leads, await joins]).toEqual([1, 1]);
});
