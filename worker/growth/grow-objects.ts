/**
 * Gives a program more objects while everybody acts: some slots move at a time, and each step may be done twice. Only a slot that
 * has moved with all that belongs to it is asked for in its new place. Until then the old object leads there.
 */
import { indexOfObject, objectName } from "../../domain/kernel/ids.ts";
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import { homeOf } from "../../domain/kernel/region.ts";
import { mapAfter, nextMoves, type SlotMoves } from "../../domain/kernel/slot-map.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { MoveStep } from "../../durable-objects/moves/leaving-slots.ts";
import { keepKnownObject } from "../read-models/known-objects.tables.ts";
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
  switchSlots,
} from "./growths.tables.ts";

export interface GrowMessage {
  readonly kind: "grow";
  readonly program: string;
}

/** Slots that move together. */
const TOGETHER = 64;
/** Pairs of objects that they move between at once: each may make an object, which on one machine costs all others time. */
const PAIRS_AT_ONCE = 2;
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

/** Slots that are to move, and of what. */
interface Next {
  readonly what: Growing;
  readonly moves: readonly SlotMoves[];
}

/** Where one class waits for something, the others go on. */
function nextOf(growth: Growth, waiting: ReadonlySet<Growing>): Next | null {
  for (const what of GROWING) {
    const moves = waiting.has(what) ? [] : nextMoves(growth.maps[what].map, growth.count, TOGETHER);
    if (moves.length > 0) return { what, moves: moves.slice(0, PAIRS_AT_ONCE) };
  }
  return null;
}

type Outcome = "moved" | "waits" | "out_of_time";

/** @returns "waits" when a slot cannot begin to move, and all others have moved. */
async function moveSome(env: Env, growth: Growth, { what, moves }: Next, endMs: number): Promise<Outcome> {
  const ways = await Promise.allSettled(
    moves.map(async (one) => await moveOneWay(env, growth, what, one, endMs)),
  );
  const results = ways.flatMap((way) => (way.status === "fulfilled" ? way.value : []));
  const moved = results.map((result) => result.moved).filter(({ slots }) => slots.length > 0);
  if (moved.length > 0) {
    await switchSlots(env.CONFIG, growth, what, mapAfter(growth.maps[what].map, moved));
  }
  for (const way of ways) if (way.status === "rejected") throw way.reason;
  const outcomes = new Set(results.map(({ outcome }) => outcome));
  return outcomes.has("out_of_time") ? "out_of_time" : outcomes.has("waits") ? "waits" : "moved";
}

/** What slots have come to that go the same way. */
interface Way {
  readonly outcome: Outcome;
  readonly moved: SlotMoves;
}

/** Has slots leave one object for one other. Those that go elsewhere already, by an earlier plan, go on there. */
async function moveOneWay(
  env: Env,
  growth: Growth,
  what: Growing,
  moves: SlotMoves,
  endMs: number,
): Promise<Way[]> {
  const home = homeOf(growth.id, growth.region);
  const [from, to] = [objectName(home, moves.from), objectName(home, moves.to)];
  // Whoever goes through the program's objects meets the new one as soon as it has something.
  const known = { programId: growth.id, className: CLASSES[what], object: to };
  await keepKnownObject(env.REPORTS, known, Date.now());
  const stepAll = async () =>
    await callObject(async () => await STEPS[what](env, growth, moves.slots, from, to));
  let steps = await stepAll();
  for (; steps.some(goesOn) && Date.now() < endMs; steps = await stepAll()) {
    if (steps.some(isUnplaced)) await placeOrders(env, growth, from);
    else if (!steps.some(isNew)) await scheduler.wait(PAUSE_MS);
  }
  for (const [index, slot] of moves.slots.entries()) {
    const step = steps[index];
    if (step?.kind !== "waits") continue;
    const facts = { program: growth.id, slot, of: what, object: from };
    logError("slot_waits", new Error(step.reason), facts);
  }
  const slots = moves.slots.filter((_, index) => steps[index]?.kind === "complete");
  const isStuck = steps.some(({ kind }) => kind === "waits");
  const outcome = steps.some(goesOn) ? "out_of_time" : isStuck ? "waits" : "moved";
  const others = await Promise.all(
    elsewhere(moves, steps).map(async (way) => await moveOneWay(env, growth, what, way, endMs)),
  );
  return [{ outcome, moved: { ...moves, slots } }, ...others.flat()];
}

/** Slots that leave for other objects than was planned now, by where they go. */
function elsewhere({ slots, from }: SlotMoves, steps: readonly MoveStep[]): SlotMoves[] {
  const byObject = new Map<string, number[]>();
  for (const [index, slot] of slots.entries()) {
    const step = steps[index];
    if (step?.kind === "elsewhere") byObject.set(step.object, [...(byObject.get(step.object) ?? []), slot]);
  }
  return [...byObject].map(([object, some]) => ({ slots: some, from, to: indexOfObject(object) }));
}

function isUnplaced(step: MoveStep): boolean {
  return step.kind === "waits" && step.reason === "unplaced_events";
}

function isNew(step: MoveStep): boolean {
  return step.kind === "moving" && step.isNew;
}

function goesOn(step: MoveStep): boolean {
  return step.kind === "moving" || isUnplaced(step);
}

const CLASSES = { orders: "ledger", customers: "journey" } as const satisfies Record<Growing, ObjectClass>;

type Step = (
  env: Env,
  growth: Growth,
  slots: readonly number[],
  from: string,
  to: string,
) => Promise<MoveStep[]>;

/** How the object that has slots goes on with their moves. */
const STEPS: Readonly<Record<Growing, Step>> = {
  orders: async (env, { objects }, slots, from, to) =>
    await objectNamed(env.COMMISSION_LEDGER, from).moveSlots(slots, to, objects),
  customers: async (env, { objects, slotKey }, slots, from, to) =>
    await objectNamed(env.JOURNEY, from).moveSlots(slots, to, objects, slotKey),
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
