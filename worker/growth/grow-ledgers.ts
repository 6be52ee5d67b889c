/**
 * Gives a program more ledgers while orders come: slot after slot moves, and each step may be done twice. Only a slot that
 * has moved with all of its orders is asked for in its new place; until then the old ledger leads there.
 */
import { objectName } from "../../domain/kernel/ids.ts";
import { homeOf } from "../../domain/kernel/region.ts";
import { mapAfter, nextMove, type SlotMove } from "../../domain/kernel/slot-map.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { slotOf } from "../platform/objects.ts";
import { callObject } from "../platform/object-call.ts";
import { type Growth, grownPrograms, readGrowth, switchSlot } from "./growths.tables.ts";

export interface GrowMessage {
  readonly kind: "grow";
  readonly program: string;
}

/** Work of one message; another one goes on with the rest. */
const WORK_MS = 10_000;
/** Orders of a slot that are under way come to rest within moments. */
const PAUSE_MS = 100;

export async function sendGrowth(env: Env, program: string): Promise<void> {
  await env.JOBS.send({ kind: "grow", program } satisfies GrowMessage);
}

/** Growth goes on, should its message ever have been lost. */
export async function sendGrowths(env: Env): Promise<void> {
  for (const growth of await grownPrograms(env.CONFIG)) {
    if (nextMove(growth.map, growth.ledgers) !== null) await sendGrowth(env, growth.id);
  }
}

/** Moves slots until all are where they should be, or the time of one message is over. */
export async function growLedgers(env: Env, { program }: GrowMessage): Promise<void> {
  const endMs = Date.now() + WORK_MS;
  while (Date.now() < endMs) {
    const growth = await readGrowth(env.CONFIG, program);
    const move = growth === null ? null : nextMove(growth.map, growth.ledgers);
    if (growth === null || growth.fencedAtMs !== null || move === null) return;
    const outcome = await moveSome(env, growth, move, endMs);
    if (outcome === "waits") return;
  }
  await sendGrowth(env, program);
}

async function moveSome(
  env: Env,
  growth: Growth,
  move: SlotMove,
  endMs: number,
): Promise<"moved" | "waits" | "out_of_time"> {
  const home = homeOf(growth.id, growth.region);
  const [from, to] = [objectName(home, move.from), objectName(home, move.to)];
  while (Date.now() < endMs) {
    const step = await callObject(
      async () => await objectNamed(env.COMMISSION_LEDGER, from).moveSlot(move.slot, to, growth.objects),
    );
    if (step.kind === "complete") {
      await switchSlot(env.CONFIG, growth, mapAfter(growth.map, move));
      return "moved";
    }
    if (step.kind === "waits" && step.reason === "unplaced_events") {
      await placeOrders(env, growth, from);
      continue;
    }
    if (step.kind === "waits") {
      logError("slot_waits", new Error(step.reason), { program: growth.id, slot: move.slot, ledger: from });
      return "waits";
    }
    if (!step.isNew) await scheduler.wait(PAUSE_MS);
  }
  return "out_of_time";
}

/** An earlier version of the code kept events of orders to come without their slots. */
async function placeOrders(env: Env, growth: Growth, name: string): Promise<void> {
  const ledger = () => objectNamed(env.COMMISSION_LEDGER, name);
  const orderIds = await callObject(async () => await ledger().unplacedOrders());
  const placed = orderIds.map((orderId) => ({ orderId, slot: slotOf(growth, "order", orderId) }));
  await callObject(async () => {
    await ledger().placeOrders(placed);
  });
}
