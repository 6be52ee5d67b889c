/** How often an object says in D1 that it is there, also where its clock was wrong. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Listing } from "../../../durable-objects/object/listing.ts";
import { ProgramPlace } from "../../../durable-objects/object/program-place.ts";
import { databaseBinding } from "../../simulation/platform/stored-database.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 5, 1);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS });
});

afterEach(() => {
  vi.useRealTimers();
});

function anObject() {
  const kept = new Map<string, unknown>();
  const kv = {
    get: (key: string) => kept.get(key),
    put: (key: string, value: unknown) => kept.set(key, value),
  } as unknown as SyncKvStorage;
  let said = 0;
  const reports = databaseBinding(async () => {
    said += 1;
    return await Promise.resolve([{ rows: [], changes: 1 }]);
  });
  const place = new ProgramPlace({
    id: { name: "shop/0" },
    storage: { kv },
  } as unknown as DurableObjectState);
  const listing = new Listing("book", reports, kv, place);
  return { listing, said: () => said };
}

test("once, and no more while it is woken", async () => {
  const { listing, said } = anObject();
  await listing.run();
  listing.woken(NOW_MS);
  vi.setSystemTime(NOW_MS + HOUR_MS);
  await listing.run();
  expect(said()).toBe(1);
  expect(listing.nextMs(Date.now())).toBeNull();
});

test("again once nobody wakes it any more", async () => {
  const { listing, said } = anObject();
  await listing.run();
  listing.woken(NOW_MS);
  vi.setSystemTime(NOW_MS + 3 * HOUR_MS);
  await listing.run();
  expect(said()).toBe(2);
});

test("once after a clock that was days ahead is right, and not again and again until it is woken", async () => {
  const { listing, said } = anObject();
  vi.setSystemTime(NOW_MS + 48 * HOUR_MS);
  await listing.run();
  listing.woken(Date.now());
  vi.setSystemTime(NOW_MS);
  await listing.run();
  expect(said()).toBe(2);
  expect(listing.nextMs(Date.now())).toBeNull();
  await listing.run();
  expect(said()).toBe(2);
});
