/** Whoever judges after a restart judges as the one that lived on. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  GUARD_REMEMBERED_MS as REMEMBERED_MS,
  GUARD_ROOMS,
  type Rooms,
} from "../../domain/risk/guard-memory.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { GUARD_TABLES } from "../../durable-objects/click-guard/guard-schema-storage.ts";
import { WindowStorage } from "../../durable-objects/click-guard/window-storage.ts";
import { GuardDesk } from "../../durable-objects/click-guard/guard-desk.ts";
import type { Admission } from "../../domain/risk/sliding-window.ts";
import { sized } from "../support/effort.ts";
import { memorySql } from "../support/memory-sql.ts";

const START_MS = 10_000_000;

const KEYS = ["a", "b", "c", "d", "n:e", "n:f", "n:g", "k:e:x", "k:e:y", "k:f:x"];

/** Of networks in the longest window, with a limit that returning visitors raise. */
function admission(key: string, { perReturning, ...asked }: Omit<Required<Admission>, "key">): Admission {
  if (!/^[nk]:/.test(key)) return { key, ...asked };
  const windowMs = LIMITS.networkWindowMs;
  return key.startsWith("n:") ? { ...asked, key, windowMs, perReturning } : { ...asked, key, windowMs };
}

/** Batches come up to five minutes apart; their events happened up to ten minutes before, or have a clock ahead. */
const batch = fc.record({
  pauseMs: fc.oneof(fc.nat(20_000), fc.nat(300_000)),
  restarted: fc.boolean(),
  events: fc.array(
    fc.record({
      keys: fc.subarray(KEYS, { minLength: 1, maxLength: 3 }),
      lateMs: fc.oneof(
        fc.nat(REMEMBERED_MS),
        fc.integer({ min: -400_000, max: 600_000 }),
        fc.constantFrom(REMEMBERED_MS, REMEMBERED_MS - 1, REMEMBERED_MS + 1),
      ),
      limit: fc.integer({ min: 1, max: 3 }),
      windowMs: fc.constantFrom(10_000, LIMITS.windowMs),
      perReturning: fc.nat(2),
    }),
    { maxLength: 12 },
  ),
});

function freshDesk(sql: SqlStorage, rooms: Rooms): GuardDesk {
  const desk = new GuardDesk(new WindowStorage(sql), rooms, () => undefined);
  desk.restore();
  return desk;
}

test("a guard that is put away between any batches gives the verdicts of one that lived on", () => {
  const small = fc.record({
    visitors: fc.integer({ min: 1, max: 12 }),
    networks: fc.integer({ min: 1, max: 12 }),
    returning: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(
      fc.array(batch, { maxLength: 25 }),
      fc.oneof(small, fc.constant(GUARD_ROOMS)),
      (batches, rooms) => {
        const [living, stored] = [memorySql(...GUARD_TABLES.steps), memorySql(...GUARD_TABLES.steps)];
        const one = freshDesk(living, rooms);
        let other = freshDesk(stored, rooms);
        let nowMs = START_MS;
        batches.forEach(({ pauseMs, restarted, events }, number) => {
          nowMs += pauseMs;
          if (restarted) other = freshDesk(stored, rooms);
          const questions = events.map(({ keys, lateMs, limit, windowMs, perReturning }) =>
            keys.map((key) => admission(key, { atMs: nowMs - lateMs, limit, windowMs, perReturning })),
          );
          const asked = { id: `batch-${number}`, events: questions };
          expect(other.judge(asked, nowMs)).toEqual(one.judge(asked, nowMs));
        });
      },
    ),
    { numRuns: sized(150, 3_000, 300) },
  );
});

test("a guard that was put away knows how late an event is, though there was no room for the newest", () => {
  const sql = memorySql(...GUARD_TABLES.steps);
  const rooms = { visitors: 1, networks: 1, returning: 10 };
  const click = (name: string, atMs: number) =>
    [`v:${name}`, `n:${name}`].map((key) => ({ key, atMs, limit: 1, windowMs: 10_000 }));
  const newest = click("newest", START_MS);
  const late = click("late", START_MS - REMEMBERED_MS - 1);
  freshDesk(sql, rooms).judge({ id: "one", events: [newest] }, START_MS);
  freshDesk(sql, rooms).judge({ id: "two", events: [late] }, START_MS);
  // What is told too late to be judged against its neighbours is not judged against its like either.
  expect(freshDesk(sql, rooms).judge({ id: "three", events: [late] }, START_MS)).toEqual([null]);
});

test("a guard short of room says so at most once a minute, and not again of what it reads back", () => {
  const sql = memorySql(...GUARD_TABLES.steps);
  const received: number[] = [];
  const deskThatTells = () =>
    new GuardDesk(new WindowStorage(sql), { visitors: 2, networks: 2, returning: 10 }, (times) =>
      received.push(times),
    );
  const judge = (desk: GuardDesk, nowMs: number) => {
    const visitors = Array.from({ length: 5 }, (_, index) => [
      { key: `v:${nowMs}-${index}`, atMs: nowMs, limit: 1, windowMs: 10_000 },
    ]);
    desk.judge({ id: `batch-${nowMs}`, events: visitors }, nowMs);
  };
  const desk = deskThatTells();
  for (const afterMs of [0, 1, 59_999, 120_000]) judge(desk, START_MS + afterMs);
  expect(received).toEqual([3, 5 + 5 + 3]);
  const restarted = deskThatTells();
  restarted.restore();
  restarted.judge({ id: "nothing", events: [] }, START_MS + 240_000);
  expect(received).toHaveLength(2);
});

test("a batch that comes again days later, long after its windows were forgotten, hears its first verdicts", () => {
  const desk = freshDesk(memorySql(...GUARD_TABLES.steps), GUARD_ROOMS);
  const tap = (id: string, atMs: number, nowMs: number) =>
    desk.judge({ id, events: [[{ key: "a", atMs, limit: 1, windowMs: 10_000 }]] }, nowMs);
  expect(tap("first", START_MS, START_MS)).toEqual([null]);
  expect(tap("refused", START_MS + 1_000, START_MS + 1_000)).toEqual([0]);
  const hourMs = 3_600_000;
  for (let hour = 1; hour <= 4 * 24; hour += 1) {
    const nowMs = START_MS + hour * hourMs;
    expect(tap(`hour ${hour}`, nowMs, nowMs)).toEqual([null]);
    expect(tap("refused", START_MS + 1_000, nowMs)).toEqual([0]);
  }
});
