/** What weeks came to, promoter by promoter, and the figures that follow from any choice of promoters. */
import { isFraud, type Kind } from "./kinds.ts";
import type { SimulatedPromoter } from "./crowd.ts";
import type { JudgedOrder } from "./judged-order.ts";
import type { Weeks } from "./weeks.ts";

/** Orders, and what was bought by them in minor units. */
interface Sum {
  readonly orders: number;
  readonly money: number;
}

export interface Outcome {
  readonly kind: Kind;
  /** Of people who came by an honest promoter. */
  readonly honest: number;
  /** Honest orders that were under review, how long together, and those paid later because of it. */
  readonly held: number;
  readonly heldMs: number;
  readonly late: number;
  /** Stolen orders, those of which nothing was paid, and those that came before a person had suspended the thief. */
  readonly stolen: Sum;
  readonly unpaid: Sum;
  readonly before: Sum;
  readonly unpaidBefore: Sum;
  /** Of these, the ones that a sign had put under review: a person took back the others by hand. */
  readonly heldBefore: Sum;
  /** Cases that a person looked at. */
  readonly looks: number;
}

export function outcomesOf({ promoters, orders, looks, caught, takenByHand, refused }: Weeks): Outcome[] {
  const own = Map.groupBy(orders, ({ decided }) => decided.promoter);
  const after = Map.groupBy(refused, ({ promoter }) => promoter);
  const looked = Map.groupBy(looks, (promoter) => promoter);
  return promoters.map((promoter) => {
    const refusedOrders = sumOf((after.get(promoter.ref) ?? []).map(({ amount }) => amount));
    return {
      kind: promoter.kind,
      looks: looked.get(promoter.ref)?.length ?? 0,
      ...heldOf(promoter, own.get(promoter.ref) ?? []),
      ...stolenOf(promoter, own.get(promoter.ref) ?? [], { caught, takenByHand }, refusedOrders),
    };
  });
}

function heldOf({ kind }: SimulatedPromoter, orders: readonly JudgedOrder[]) {
  // What people bought by a thief is neither: the case was right.
  const honest = isFraud(kind) ? [] : orders;
  const held = honest.filter(({ wasReviewed }) => wasReviewed);
  const late = held.filter(({ releasedAtMs, decided }) => (releasedAtMs ?? 0) > decided.dueAtMs);
  return {
    honest: honest.length,
    held: held.length,
    heldMs: held.reduce((sum, { reviewedMs }) => sum + reviewedMs, 0),
    late: late.length,
  };
}

function stolenOf(
  { ref }: SimulatedPromoter,
  orders: readonly JudgedOrder[],
  { caught, takenByHand }: Pick<Weeks, "caught" | "takenByHand">,
  refused: Sum,
) {
  const stolen = orders.filter(({ decided }) => decided.journey.isStolen && decided.journey.promoter === ref);
  const amount = ({ decided }: JudgedOrder) => decided.journey.amount;
  const before = sumOf(stolen.map(amount));
  const unpaid = stolen.filter((order) => caught.has(order));
  const unpaidBefore = sumOf(unpaid.map(amount));
  return {
    before,
    unpaidBefore,
    heldBefore: sumOf(unpaid.filter((order) => !takenByHand.has(order)).map(amount)),
    stolen: plus(before, refused),
    unpaid: plus(plus(unpaidBefore, refused), { orders: 0, money: takenBackOf(stolen) }),
  };
}

/**
 * What refunds of stolen orders after their release got back, in minor units. A thief takes all that is available at once, and
 * its debt is paid by what of the others is released later.
 */
function takenBackOf(orders: readonly JudgedOrder[]): number {
  const bookings = orders
    .flatMap(({ releasedAtMs, decided: { journey } }) => {
      const { amount, reversedAtMs } = journey;
      if (releasedAtMs === null) return [];
      const released = { atMs: releasedAtMs, amount };
      return reversedAtMs === null ? [released] : [released, { atMs: reversedAtMs, amount: -amount }];
    })
    .sort((a, b) => a.atMs - b.atMs);
  let debt = 0;
  let takenBack = 0;
  for (const { amount } of bookings) {
    const paid = amount > 0 ? Math.min(debt, amount) : 0;
    takenBack += paid;
    debt += amount > 0 ? -paid : -amount;
  }
  return takenBack;
}

export interface Figures {
  /** Of the money of stolen orders, the part of which nothing was paid. */
  readonly recallByMoney: number;
  readonly recallByOrders: number;
  /** The same of the orders that came before a person had suspended the thief. */
  readonly recallBefore: number;
  /** The same again, of orders that were under review when a person decided. */
  readonly recallHeld: number;
  /** Of ten thousand honest orders. */
  readonly heldPer10k: number;
  readonly latePer10k: number;
  /** Mean hours under review of those that were. */
  readonly heldHours: number;
  /** Of the cases that were looked at, those of thieves. */
  readonly precision: number;
  readonly looksPer10k: number;
}

export function figuresOf(outcomes: readonly Outcome[]): Figures {
  const all = (of: (outcome: Outcome) => number) => outcomes.reduce((sum, one) => sum + of(one), 0);
  const part = (of: (outcome: Outcome) => number, whole: (outcome: Outcome) => number) =>
    all(of) / all(whole);
  const per10k = (of: (outcome: Outcome) => number) => 10_000 * part(of, ({ honest }) => honest);
  const looks = ({ looks }: Outcome) => looks;
  return {
    recallByMoney: part(
      ({ unpaid }) => unpaid.money,
      ({ stolen }) => stolen.money,
    ),
    recallByOrders: part(
      ({ unpaid }) => unpaid.orders,
      ({ stolen }) => stolen.orders,
    ),
    recallBefore: part(
      ({ unpaidBefore }) => unpaidBefore.money,
      ({ before }) => before.money,
    ),
    recallHeld: part(
      ({ heldBefore }) => heldBefore.money,
      ({ before }) => before.money,
    ),
    heldPer10k: per10k(({ held }) => held),
    latePer10k: per10k(({ late }) => late),
    heldHours: part(
      ({ heldMs }) => heldMs / 3_600_000,
      ({ held }) => held,
    ),
    precision: part((one) => (isFraud(one.kind) ? one.looks : 0), looks),
    looksPer10k: per10k(looks),
  };
}

function sumOf(amounts: readonly number[]): Sum {
  return { orders: amounts.length, money: amounts.reduce((sum, amount) => sum + amount, 0) };
}

function plus(a: Sum, b: Sum): Sum {
  return { orders: a.orders + b.orders, money: a.money + b.money };
}
