/**
 * Gives a program more objects while everybody acts: slot after slot moves, and each step may be done twice. Only a slot that
 * has moved with all that belongs to it is asked for in its new place; until then the old object leads there.
 */
import { objectName } from "../../domain/kernel/ids.ts";
import { homeOf } from "../../domain/kernel/region.ts";
import { mapAfter, nextMove, type SlotMove } from "../../domain/kernel/slot-map.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { MoveStep } from "../../durable-objects/moves/leaving-slots.ts";
import { dealToBooks } from "../configuration/promoter-numbers.tables.ts";
import { slotOf } from "../platform/objects.ts";
import { callObject } from "../platform/object-call.ts";
import {
  type Growing,
  GROWING,
  type Growth,
  grownPrograms,
  isComplete,
  readGrowth,
  switchSlot,
} from "./growths.tables.ts";

export interface GrowMessage {
  readonly kind: "grow";
  readonly program: string;
}

/** Work of one message; another one goes on with the rest. */
const WORK_MS = 10_000;
/** What is under way in a slot comes to rest within moments. */
const PAUSE_MS = 100;

export async function sendGrowth(env: Env, program: string): Promise<void> {
  await env.JOBS.send({ kind: "grow", program } satisfies GrowMessage);
}

/** Growth goes on, should its message ever have been lost. */
export async function sendGrowths(env: Env): Promise<void> {
  for (const growth of await grownPrograms(env.CONFIG)) {
    if (!isComplete(growth)) await sendGrowth(env, growth.id);
  }
}

/** Moves slots until all are where they should be, or the time of one message is over. */
export async function growObjects(env: Env, { program }: GrowMessage): Promise<void> {
  const endMs = Date.now() + WORK_MS;
  const waiting = new Set<Growing>();
  await growBooks(env, program);
  while (Date.now() < endMs) {
    const growth = await readGrowth(env.CONFIG, program);
    if (growth === null || growth.fencedAtMs !== null) return;
    const next = nextOf(growth, waiting);
    if (next === null) return;
    const outcome = await moveSome(env, growth, next, endMs);
    if (outcome === "waits") waiting.add(next.what);
  }
  await sendGrowth(env, program);
}

/** Who becomes a promoter from now on is dealt to more books. A repeat changes nothing. */
async function growBooks(env: Env, program: string): Promise<void> {
  const growth = await readGrowth(env.CONFIG, program);
  if (growth === null || growth.count <= growth.objects) return;
  await dealToBooks(env.CONFIG, program, growth.count);
}

/** A slot that is to move, and of what. */
interface Next {
  readonly what: Growing;
  readonly move: SlotMove;
}

/** Where one class waits for something, the others go on. */
function nextOf(growth: Growth, waiting: ReadonlySet<Growing>): Next | null {
  for (const what of GROWING) {
    const move = waiting.has(what) ? null : nextMove(growth.maps[what].map, growth.count);
    if (move !== null) return { what, move };
  }
  return null;
}

async function moveSome(
  env: Env,
  growth: Growth,
  { what, move }: Next,
  endMs: number,
): Promise<"moved" | "waits" | "out_of_time"> {
  const home = homeOf(growth.id, growth.region);
  const [from, to] = [objectName(home, move.from), objectName(home, move.to)];
  while (Date.now() < endMs) {
    const step = await callObject(async () => await STEPS[what](env, growth, move.slot, from, to));
    if (step.kind === "complete") {
      await switchSlot(env.CONFIG, growth, what, mapAfter(growth.maps[what].map, move));
      return "moved";
    }
    if (step.kind === "waits" && step.reason === "unplaced_events") {
      await placeOrders(env, growth, from);
      continue;
    }
    if (step.kind === "waits") {
      const facts = { program: growth.id, slot: move.slot, of: what, object: from };
      logError("slot_waits", new Error(step.reason), facts);
      return "waits";
    }
    if (!step.isNew) await scheduler.wait(PAUSE_MS);
  }
  return "out_of_time";
}

type Step = (env: Env, growth: Growth, slot: number, from: string, to: string) => Promise<MoveStep>;

/** How the object that has a slot goes on with its move. */
const STEPS: Readonly<Record<Growing, Step>> = {
  orders: async (env, { objects }, slot, from, to) =>
    await objectNamed(env.COMMISSION_LEDGER, from).moveSlot(slot, to, objects),
  customers: async (env, { objects, slotKey }, slot, from, to) =>
    await objectNamed(env.JOURNEY, from).moveSlot(slot, to, objects, slotKey),
};

/** An earlier version of the code kept events of orders to come without their slots. */
async function placeOrders(env: Env, growth: Growth, name: string): Promise<void> {
  const ledger = () => objectNamed(env.COMMISSION_LEDGER, name);
  const orderIds = await callObject(async () => await ledger().unplacedOrders());
  const placed = orderIds.map((orderId) => ({ orderId, slot: slotOf(growth, "order", orderId) }));
  await callObject(async () => {
    await ledger().placeOrders(placed);
  });
}
