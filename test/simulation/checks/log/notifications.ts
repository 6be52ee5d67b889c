/** The log of events says each change of money exactly once, in the sequence of its order or payout. */
import { promoterIdOf } from "../../../../domain/kernel/ids.ts";
import type { World } from "../../platform/world.ts";
import { PROGRAM } from "../../workload/cast.ts";
import type { Workload } from "../../workload/workload.ts";
import { type Findings, isBlocked, type Report } from "../findings.ts";
import { INTENTS } from "../postings.ts";

interface SaidEvent {
  readonly sequence: number;
  readonly type: string;
  readonly occurredAtMs: number;
  readonly person: unknown;
  // oxlint-disable-next-line typescript/no-explicit-any -- each type has data of its own
  readonly data: any;
}

/** Kinds of journal entries by the types of events that say the same. */
const ENTRY_KINDS: Readonly<Record<string, string>> = {
  "commission.created": "earn",
  "commission.held": "hold",
  "commission.available": "release",
  "commission.reversed": "reverse",
  "commission.restored": "restore",
};

export function checkNotifications(world: World, workload: Workload, found: Findings, report: Report): void {
  const events = saidEvents(world);
  events.forEach(({ sequence }, place) => {
    if (sequence !== place + 1) report(`event ${sequence} stands at place ${place + 1} of the log`);
  });
  // A binding may end and begin again with what comes in one delivery.
  const once = events.filter(({ type }) => !type.startsWith("binding."));
  const turns = workload.losesObjects && workload.movesSlots ? turnsOf(once) : [];
  const happened = Map.groupBy(once, ({ type, occurredAtMs, person, data }, place) =>
    JSON.stringify([type, occurredAtMs, person, data, turns[place]]),
  );
  for (const [said, { length }] of happened) if (length > 1) report(`${said} is said ${length} times`);
  const recorded = Map.groupBy(
    events.filter(({ type }) => type === "conversion.recorded"),
    ({ data }) => String(data.orderId),
  );
  for (const orderId of found.orders.keys()) {
    const times = recorded.get(orderId)?.length ?? 0;
    // An order that was lost and decided otherwise is said twice: it happened twice.
    if (times === 0 || (times > 1 && !workload.losesObjects))
      report(`that ${orderId} was recorded is said ${times} times`);
  }
  // What a lost change of a ledger had said may stand there, and what only a book knows may not.
  if (workload.losesObjects) return;
  checkCommissions(events, found, report);
  checkAgainstJournals(events, found, report);
  checkPayoutEvents(events, found, report);
  checkJoins(events, workload, report);
  checkBindings(events, report);
}

/**
 * An order that two ledgers had may bring several events at one moment, which take its commissions and bring them back. For each
 * event, how often its commission has turned at that moment.
 */
function turnsOf(events: readonly SaidEvent[]): number[] {
  const last = new Map<unknown, { readonly type: string; readonly atMs: number; readonly turn: number }>();
  return events.map(({ type, occurredAtMs: atMs, data }) => {
    if (!type.startsWith("commission.")) return 0;
    const before = last.get(data.commissionId);
    const isSameMoment = before !== undefined && before.atMs === atMs;
    const turn = isSameMoment ? before.turn + (before.type === type ? 0 : 1) : 0;
    last.set(data.commissionId, { type, atMs, turn });
    return turn;
  });
}

function saidEvents(world: World): SaidEvent[] {
  return world
    .host("NOTIFIER", `${PROGRAM}/0`)
    .read(
      "SELECT sequence, type, occurred_at_ms AS occurredAtMs, person, data FROM notifications ORDER BY sequence",
    )
    .map((row) => ({
      sequence: Number(row["sequence"]),
      type: String(row["type"]),
      occurredAtMs: Number(row["occurredAtMs"]),
      person: row["person"],
      data: JSON.parse(String(row["data"])),
    }));
}

/** Each event follows from the one before it, and the last one says what the order says. */
function checkCommissions(events: readonly SaidEvent[], found: Findings, report: Report): void {
  const kept = new Map<string, number>();
  for (const { type, data } of events) {
    const kind = ENTRY_KINDS[type];
    if (kind === undefined) continue;
    const before = kept.get(data.commissionId);
    // A commission of nothing is said by what an amendment adds to it.
    const begins = kind === "earn" || (kind === "restore" && before === undefined);
    if ((before === undefined) !== begins)
      report(`${data.commissionId}: ${kind} is said ${before === undefined ? "first" : "again"}`);
    const after = (before ?? 0) + changeBy(kind, data.amount);
    if (after !== data.kept) report(`${data.commissionId}: ${type} leaves ${after}, and says ${data.kept}`);
    kept.set(data.commissionId, data.kept);
  }
  for (const { view } of found.orders.values()) {
    if (isBlocked(view)) continue;
    for (const { id, kept: keeps } of view.commissions) {
      if ((kept.get(id) ?? 0) !== keeps) report(`${id} keeps ${keeps}, and the log says ${kept.get(id)}`);
    }
  }
}

function changeBy(kind: string, amount: number): number {
  if (kind === "reverse") return -amount;
  return kind === "earn" || kind === "restore" ? amount : 0;
}

/** What the log says of each commission is what its wallet was moved by. */
function checkAgainstJournals(events: readonly SaidEvent[], found: Findings, report: Report): void {
  const sums = new Map<string, number>();
  const add = (key: string, amount: number) => sums.set(key, (sums.get(key) ?? 0) + amount);
  for (const { type, data } of events) {
    const kind = ENTRY_KINDS[type];
    if (kind !== undefined) add(`${data.commissionId} ${kind} of ${data.promoterId}`, data.amount);
  }
  for (const [promoter, { journal }] of found.books) {
    for (const { kind, reference, amount } of journal) {
      if (INTENTS.has(kind)) add(`${reference} ${kind} of ${promoterIdOf(promoter)}`, 0 - amount);
    }
  }
  for (const [key, rest] of sums) if (rest !== 0) report(`${key}: the log says ${rest} more than was posted`);
}

/** The last event of each payout says how it stands, and none says the same twice. */
function checkPayoutEvents(events: readonly SaidEvent[], found: Findings, report: Report): void {
  const states = new Map<string, string[]>();
  for (const { type, data } of events) {
    if (type.startsWith("payout."))
      states.set(data.payoutId, [...(states.get(data.payoutId) ?? []), data.state]);
  }
  for (const { payouts } of found.books.values()) {
    for (const { id, state } of payouts) {
      const said = states.get(id) ?? [];
      if (said[0] !== "requested" || said.at(-1) !== state || new Set(said).size !== said.length)
        report(`${id} is ${state}, and the log says ${said.join(", ")}`);
    }
  }
}

function checkJoins(events: readonly SaidEvent[], workload: Workload, report: Report): void {
  const joined = events.filter(({ type }) => type === "promoter.created").map(({ data }) => data.promoterId);
  if (new Set(joined).size !== joined.length) report("a promoter is said to be made twice");
  for (const promoter of workload.promoters) {
    if (!joined.includes(promoterIdOf(promoter)))
      report(`the log does not say that ${promoterIdOf(promoter)} was made`);
  }
}

/** A customer belongs to one promoter at a time: the one who begins is not the one whose it is, and who ends is. */
function checkBindings(events: readonly SaidEvent[], report: Report): void {
  const boundTo = new Map<unknown, string>();
  for (const { type, person, data } of events) {
    if (type !== "binding.created" && type !== "binding.ended") continue;
    const before = boundTo.get(person);
    const follows = type === "binding.ended" ? before === data.promoterId : before === undefined;
    if (!follows) report(`${type} of ${String(person)} with ${data.promoterId} is said, bound to ${before}`);
    if (type === "binding.ended") boundTo.delete(person);
    else boundTo.set(person, data.promoterId);
  }
}
