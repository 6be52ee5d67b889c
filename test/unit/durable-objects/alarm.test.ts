import { expect, test } from "vitest";
import { Alarm } from "../../../durable-objects/object/alarm.ts";

/** The alarm that the platform keeps. */
function platform(): { readonly storage: DurableObjectStorage; readonly set: number[] } {
  const set: number[] = [];
  const storage = {
    getAlarm: async () => set.at(-1) ?? null,
    setAlarm: async (atMs: number) => void set.push(atMs),
  };
  return { storage: storage as unknown as DurableObjectStorage, set };
}

test("an object that wakes up sets an alarm where work waits and its alarm was lost", async () => {
  const { storage, set } = platform();
  await new Alarm(storage, () => 5_000).restore();
  expect(set).toEqual([5_000]);
});

test("an alarm that was set by an earlier life is left as it is", async () => {
  const { storage, set } = platform();
  set.push(4_000);
  await new Alarm(storage, () => 5_000).restore();
  expect(set).toEqual([4_000]);
});
