/** A flood that never shows one address twice takes bounded room, and costs honest clicks nothing. */
import { expect, test } from "vitest";
import { networkKey, repeatKey, returningKey, visitorKey } from "../../../../domain/risk/guard-keys.ts";
import { GUARD_ROOMS, GuardMemory } from "../../../../domain/risk/guard-memory.ts";
import type { Admission } from "../../../../domain/risk/sliding-window.ts";
import { GUARD_TABLES } from "../../../../durable-objects/click-guard/guard-schema-storage.ts";
import { GuardDesk } from "../../../../durable-objects/click-guard/guard-desk.ts";
import { WindowStorage } from "../../../../durable-objects/click-guard/window-storage.ts";
import { memorySql } from "../../../support/memory-sql.ts";

const CLICKS = 200_000;
const BATCH = 800;
const START_MS = 1_000_000_000;
/** All of the flood within five minutes. */
const SPAN_MS = 300_000;

function admissionsOf(visitor: string, network: string, atMs: number, isBack: boolean): Admission[] {
  const ofNetwork = { atMs, windowMs: 600_000 };
  return [
    { key: repeatKey(1, visitor), atMs, limit: 1, windowMs: 10_000 },
    { key: visitorKey(visitor), atMs, limit: 20, windowMs: 60_000 },
    isBack
      ? { key: returningKey(network, visitor), limit: Number.MAX_SAFE_INTEGER, ...ofNetwork }
      : { key: networkKey(network), limit: 300, perReturning: 4, ...ofNetwork },
  ];
}

interface Batch {
  readonly atMs: number;
  readonly flood: readonly (readonly Admission[])[];
  readonly honest: readonly (readonly Admission[])[];
}

/** In each batch an office's newcomer and somebody who came back, behind a part of the flood. */
function* batches(): Generator<Batch> {
  for (let first = 0; first < CLICKS; first += BATCH) {
    const atMs = START_MS + Math.floor((first * SPAN_MS) / CLICKS);
    yield {
      atMs,
      flood: Array.from({ length: BATCH }, (_, index) =>
        admissionsOf(`f${first + index}`, `x${first + index}`, atMs, false),
      ),
      honest: [
        admissionsOf(`new${first}`, "office", atMs, false),
        admissionsOf(`known${first % 8_000}`, "office", atMs, true),
      ],
    };
  }
}

test("200,000 clicks of ever new addresses leave memory within its rooms, and honest clicks count", () => {
  const memory = new GuardMemory(GUARD_ROOMS);
  const most = Object.values(GUARD_ROOMS).reduce((sum, room) => sum + room, 0);
  for (const { flood, honest } of batches()) {
    for (const click of flood) memory.admit(click);
    for (const click of honest) expect(memory.admit(click)).toBeNull();
    expect(memory.keys).toBeLessThanOrEqual(most);
  }
});

test("200,000 clicks of ever new addresses are a row a batch, and none is left when their time is over", () => {
  const sql = memorySql(...GUARD_TABLES.steps);
  const desk = new GuardDesk(new WindowStorage(sql), GUARD_ROOMS, () => undefined);
  let number = 0;
  for (const { atMs, flood, honest } of batches()) {
    const verdicts = desk.judge({ id: `b${(number += 1)}`, events: [...flood, ...honest] }, atMs);
    expect(verdicts.slice(-2)).toEqual([null, null]);
  }
  const rows = () =>
    sql.exec("SELECT row FROM judged_batches UNION ALL SELECT row FROM refused_batches").toArray();
  expect(rows()).toHaveLength(CLICKS / BATCH);
  // Without its platform a sweep forgets a few at a time.
  for (let turn = 0; turn < CLICKS / BATCH; turn += 1) desk.sweep(START_MS + SPAN_MS + 1_200_000);
  expect(rows()).toHaveLength(0);
});
