/** What a book keeps of its promoters' networks is bounded in number and in days, and each promoter has its own. */
import { expect, test } from "vitest";
import {
  NETWORK_SCHEMA,
  NetworkStorage,
} from "../../../../durable-objects/account-book/risk/network-storage.ts";
import { UseSweep } from "../../../../durable-objects/account-book/risk/use-sweep.ts";
import { RISK_SCHEMA, UseStorage } from "../../../../durable-objects/account-book/risk/use-storage.ts";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { dayOfNetwork, firstNetworkKept, networkOfDay } from "../../../../domain/risk/network-of-day.ts";
import { memorySql } from "../../../support/memory-sql.ts";
import { DAY, ORDERED_AT, ref } from "../../domain/attribution/builders.ts";

const MOST = LIMITS.networksPerPromoter;
const opened = () => new NetworkStorage(memorySql(NETWORK_SCHEMA));
const on = (occurredAtMs: number, networkTag: number) => networkOfDay({ occurredAtMs, networkTag }) ?? 0;

test("of a promoter the networks that it came from last are kept, however often it came from each", () => {
  const storage = opened();
  storage.put(ref(2), 1, MOST);
  for (let network = 1; network <= MOST; network += 1) storage.put(ref(1), network, MOST);
  storage.put(ref(1), 1, MOST);
  storage.put(ref(1), 99, MOST);
  expect(storage.of(ref(1))).toEqual([99, 1, 8, 7, 6, 5, 4, 3]);
  expect(storage.of(ref(2))).toEqual([1]);
});

test("of networks that are asked for those are said that the promoter itself came from", () => {
  const storage = opened();
  storage.put(ref(1), 7, MOST);
  storage.put(ref(2), 8, MOST);
  const asked = [
    { key: 0, promoter: ref(1), network: 8 },
    { key: 1, promoter: ref(1), network: 7 },
    { key: 2, promoter: ref(2), network: 8 },
  ];
  expect(storage.ownOf(asked)).toEqual([
    { key: 1, network: 7 },
    { key: 2, network: 8 },
  ]);
});

test("networks of three days ago are forgotten, part by part, and those of today and the two days before stay", async () => {
  const sql = memorySql([...RISK_SCHEMA, ...NETWORK_SCHEMA]);
  const storage = new NetworkStorage(sql);
  const days = [0, 1, 2, 3, 4].map((ago) => on(ORDERED_AT - ago * DAY, 65_535));
  for (const [promoter, network] of days.entries()) storage.put(ref(promoter + 1), network, MOST);
  expect(storage.forgetBefore(firstNetworkKept(ORDERED_AT), 1)).toBe(1);
  await new UseSweep(new UseStorage(sql), storage).run(ORDERED_AT + DAY - 1, (work) => work());
  expect(days.map((_, promoter) => storage.of(ref(promoter + 1)).length)).toEqual([1, 1, 1, 0, 0]);
});

test("a network says its day by UTC and its tag, from the first moment of the day to the last", () => {
  for (const atMs of [ORDERED_AT, ORDERED_AT + DAY - 1])
    expect(dayOfNetwork(on(atMs, 65_535))).toEqual({ date: "2026-05-01", networkTag: 65_535 });
  expect(dayOfNetwork(on(ORDERED_AT - 1, 0))).toEqual({ date: "2026-04-30", networkTag: 0 });
});
