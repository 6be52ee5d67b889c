/** A tree under 10,000 random operations, against a plain model that keeps nothing but each one's upline. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { ReferralTree } from "../../../durable-objects/referral-tree/referral-tree.ts";

/** A seeded generator (mulberry32): a failing run can be had again. */
function chanceOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** Compares without a call of the test library: one for each step would take longer than the steps. */
function same(step: number, found: string, expected: string): void {
  if (found !== expected) throw new Error(`step ${step}: ${found}, expected ${expected}`);
}

type Model = Map<string, string | null>;

function lineOf(model: Model, member: string): string[] {
  const line: string[] = [];
  for (let at = model.get(member) ?? null; at !== null; at = model.get(at) ?? null) line.push(at);
  return line;
}

function heightOf(model: Model, member: string): number {
  return Math.max(0, ...[...model.keys()].map((other) => lineOf(model, other).indexOf(member) + 1));
}

/** What a move must answer, by the model alone. */
function expectedOf(model: Model, member: string, upline: string | null): string {
  if (upline === member) return "self_binding";
  if (upline === (model.get(member) ?? null)) return "unchanged";
  if (upline === null) return "moved";
  const above = lineOf(model, upline);
  if (above.includes(member)) return "cycle";
  return above.length + 1 + heightOf(model, member) > LIMITS.treeDepth ? "depth_exceeded" : "moved";
}

/** Closure and counts as they are recomputed from the uplines. */
function recomputed(model: Model, refs: ReadonlyMap<string, PromoterRef>) {
  const closure: string[] = [];
  const levels = new Map<string, number>();
  for (const member of model.keys()) {
    lineOf(model, member).forEach((ancestor, index) => {
      closure.push(`${refs.get(member)} ${index + 1} ${refs.get(ancestor)}`);
      const key = `${refs.get(ancestor)} ${index + 1}`;
      levels.set(key, (levels.get(key) ?? 0) + 1);
    });
  }
  return { closure: closure.sort(), levels: [...levels].map(([key, count]) => `${key} ${count}`).sort() };
}

function stored(state: DurableObjectState) {
  const rows = (sql: string) =>
    state.storage.sql
      .exec<Record<string, number>>(sql)
      .toArray()
      .map((row) => Object.values(row).join(" "))
      .sort();
  return {
    closure: rows("SELECT descendant, depth, ancestor FROM closure"),
    levels: rows("SELECT ancestor, depth, promoters FROM team_levels WHERE promoters > 0"),
  };
}

const OPERATIONS = 10_000;
const TOGETHER = 500;
const MEMBERS = 60;
const SEED = 20_261_122;

test(`one upline each, no cycle, closure as recomputed, past lines right (seed ${SEED})`, async () => {
  const tree = env.REFERRAL_TREE.getByName("random-operations/0");
  const chance = chanceOf(SEED);
  const model: Model = new Map();
  const refs = new Map<string, PromoterRef>();
  const snapshots: { atMs: number; model: Model }[] = [];
  const outcomes = new Set<string>();

  const operate = async (instance: ReferralTree, step: number): Promise<void> => {
    const member = `m${chance(MEMBERS)}`;
    const other = chance(20) === 0 ? null : `m${chance(MEMBERS)}`;
    const upline = other !== null && model.has(other) ? other : null;
    const ref = refs.get(member);
    let outcome: string;
    if (ref === undefined) {
      const isRoom = upline === null || lineOf(model, upline).length < LIMITS.treeDepth;
      const named = upline === null ? {} : { uplineMemberId: upline };
      const joined = await instance.join({ memberId: member, slot: chance(256), ...named });
      outcome = joined.kind === "joined" ? "joined" : joined.reason;
      same(step, outcome, isRoom ? "joined" : "depth_exceeded");
      if (joined.kind === "joined") refs.set(member, joined.promoter.ref);
    } else {
      const moved = instance.setUpline(ref, upline, "random");
      outcome = moved.kind === "refused" ? moved.reason : moved.changed ? "moved" : "unchanged";
      same(step, outcome, expectedOf(model, member, upline));
    }
    if (outcome === "joined" || outcome === "moved") model.set(member, upline);
    outcomes.add(outcome);
  };

  for (let done = 0; done < OPERATIONS; done += TOGETHER) {
    await runInDurableObject(tree, async (instance: ReferralTree, state) => {
      for (let step = done + 1; step <= done + TOGETHER; step += 1) await operate(instance, step);
      expect(stored(state)).toEqual(recomputed(model, refs));
    });
    await new Promise((resolve) => setTimeout(resolve, 3));
    snapshots.push({ atMs: Date.now(), model: new Map(model) });
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  await runInDurableObject(tree, (instance: ReferralTree) => {
    for (const { atMs, model: past } of snapshots) {
      for (const member of past.keys()) {
        const line = instance.uplines(member, atMs)?.map((upline) => upline.memberId) ?? [];
        same(atMs, line.join(" "), lineOf(past, member).join(" "));
      }
    }
  });
  expect([...outcomes].sort()).toEqual(["cycle", "joined", "moved", "self_binding", "unchanged"]);
});

test("of two that are put under each other at the same moment, one succeeds, fifty times", async () => {
  const tree = env.REFERRAL_TREE.getByName("conflicting-operations/0");
  for (let round = 0; round < 50; round += 1) {
    const join = async (memberId: string) => {
      const joined = await tree.join({ memberId, slot: 0 });
      if (joined.kind !== "joined") throw new Error(joined.reason);
      return joined.promoter.ref;
    };
    const [a, b] = [await join(`a${round}`), await join(`b${round}`)];
    const results = await Promise.all([
      tree.setUpline(a, `b${round}`, "race"),
      tree.setUpline(b, `a${round}`, "race"),
    ]);
    expect(results.map((one) => (one.kind === "refused" ? one.reason : one.kind)).sort()).toEqual([
      "cycle",
      "moved",
    ]);
  }
});
