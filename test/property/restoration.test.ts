/**
 * Several orders under one budget: refunds, voids of refunds, questions that wait, answers that come late and twice.
 * The budget is never exceeded by a unit, and each order stands where a plain model says.
 */
import { deliveryOf } from "../support/delivery.ts";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { costOf, withinBudget } from "../../domain/commission/campaign-budget.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import type { PlannedOrder } from "../../domain/commission/amendment.ts";
import { amountMinor, ZERO } from "../../domain/kernel/money.ts";
import type { Worth } from "../../domain/order/worth.ts";
import {
  answered,
  costUnder,
  followed,
  keptNow,
  type Restoration,
  unrestored,
  wantedOf,
} from "../../domain/settlement/restoration.ts";
import { BudgetDesk } from "../../durable-objects/account-book/budgets/budget-desk.ts";
import { BUDGET_SCHEMA, BudgetStorage } from "../../durable-objects/account-book/budgets/budget-storage.ts";
import { type BudgetRow, senderKey } from "../../durable-objects/delivery/rows.ts";
import { sized } from "../support/effort.ts";
import { memorySql } from "../support/memory-sql.ts";
import { PlainRestoration } from "../support/plain/restoration.ts";
import type { PlainWorth } from "../simulation/plain-worth.ts";
import { draft } from "../unit/domain/commission/builders.ts";

const RUNS = sized(200, 2_000, 400);
const SENDER = { class: "ledger", name: "l" } as const;
const CAMPAIGN = { campaignId: "c", firstBudget: null } as const;

/** One order with its own rows to the campaign's book, which arrive in sequence and late. */
class BudgetedOrder {
  readonly order: PlannedOrder;
  readonly plain: PlainRestoration;
  reversed = ZERO;
  known: Restoration;
  readonly #desk: BudgetDesk;
  readonly #orderId: string;
  readonly #waiting: BudgetRow[] = [];
  readonly #number: () => number;
  /** The book has taken the first row that waits, and was not heard. */
  #isTaken = false;

  constructor(desk: BudgetDesk, order: PlannedOrder, orderId: string, number: () => number) {
    this.order = order;
    this.known = unrestored(order, { reversed: ZERO });
    this.plain = new PlainRestoration(order.commissions, this.#worth(0));
    this.#desk = desk;
    this.#orderId = orderId;
    this.#number = number;
    this.#send("cost", costOf(order));
  }

  get kept(): number[] {
    return keptNow(this.order, this.known, { reversed: this.reversed });
  }

  get isSettled(): boolean {
    return this.#waiting.length === 0;
  }

  /** Refunds are taken or voided: the order's reversed amount is now this. */
  move(reversed: number): void {
    this.reversed = amountMinor(reversed);
    this.plain.move(this.#worth(reversed));
    const before = this.known;
    this.known = followed(this.order, before, { reversed: this.reversed });
    this.#cost(costUnder(this.order, before));
    if (before.asked === null) this.#send("respend", wantedOf(this.order, this.known));
  }

  /** The next row reaches the book, or the answer to the last one comes back. An answer may be lost on its way. */
  deliver(isLost: boolean): void {
    const [row] = this.#waiting;
    if (row === undefined) return;
    if (!this.#isTaken) this.#desk.apply(senderKey(SENDER), row, SENDER.name);
    else if (!isLost) this.#hear(row);
    this.#isTaken = this.#waiting[0] === row;
  }

  #hear(row: BudgetRow): void {
    const [grant] = this.#desk.grantsIn(deliveryOf(SENDER, [row]));
    this.#waiting.shift();
    if (grant === undefined) return;
    if (this.plain.wanted !== row.amount) throw new Error(`asked ${row.amount}, not ${this.plain.wanted}`);
    this.plain.answer(grant.granted);
    const before = this.known;
    this.known = answered(this.order, before, grant.granted, { reversed: this.reversed });
    const cost = costUnder(this.order, before) + grant.granted;
    this.#cost(cost);
    this.#send("respend", wantedOf(this.order, this.known));
  }

  #worth(reversed: number): PlainWorth {
    return { amount: this.order.amount, reversed, isNothing: false, named: new Map() };
  }

  #cost(before: number): void {
    const cost = costUnder(this.order, this.known);
    if (cost !== before) this.#send("cost", cost);
  }

  #send(kind: BudgetRow["kind"], amount: number): void {
    if (amount === 0 && kind === "respend") return;
    const { campaignId } = CAMPAIGN;
    const row = {
      type: "budget",
      seq: this.#number(),
      orderId: this.#orderId,
      campaignId,
      reservation: 0,
    } as const;
    this.#waiting.push({ ...row, kind, amount: amountMinor(amount) });
  }
}

const received = fc.record({
  amount: fc.integer({ min: 1, max: 10_000 }),
  shares: fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 6 }),
});
const step = fc.record({
  order: fc.nat(3),
  move: fc.constantFrom("refund", "refund", "void", "whole", "nothing", "deliver", "deliver", "lose"),
  part: fc.integer({ min: 0, max: 10_000 }),
});

const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

test("voided refunds bring back what a budget has room for, and never a unit more", () => {
  let cuts = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_500 }),
      fc.array(received, { minLength: 1, maxLength: 4 }),
      fc.array(step, { minLength: 16, maxLength: 40 }),
      (budget, orders, steps) => {
        const desk = new BudgetDesk(new BudgetStorage(memorySql(BUDGET_SCHEMA)));
        desk.view("c", amountMinor(budget));
        let last = 0;
        const known: BudgetedOrder[] = [];
        const law = () => {
          const { reserved, spent } = desk.view("c", null);
          expect(reserved + spent).toBeLessThanOrEqual(budget);
          for (const one of known) {
            expect(one.kept).toEqual(one.plain.kept);
            expect(one.kept.every((kept, place) => kept <= (one.order.commissions[place]?.amount ?? 0))).toBe(
              true,
            );
          }
          expect(sumOf(known.flatMap((one) => one.kept))).toBeLessThanOrEqual(reserved + spent);
        };
        const decide = (index: number) => {
          const one = orders[index];
          if (one === undefined) return;
          const commissions = one.shares.map((share, place) =>
            draft(Math.floor((one.amount * share) / 10_000), {
              level: (place % 3) + 1,
              credit: Math.floor(place / 3),
            }),
          );
          const wanted = costOf({ commissions });
          const grant = desk.reserve({ ...CAMPAIGN, orderId: `o${index}`, ledger: SENDER.name, wanted }, 0);
          if (grant.granted === 0) return;
          const decision = withinBudget({ commissions } as unknown as Decision, { slot: 0, ...grant });
          const order = { amount: amountMinor(one.amount), commissions: decision.commissions };
          known.push(new BudgetedOrder(desk, order, `o${index}`, () => (last += 1)));
        };
        steps.forEach(({ order: place, move, part }, turn) => {
          // Orders keep coming while others are refunded.
          if (turn % 8 === 0) decide(turn / 8);
          const one = known[place % Math.max(known.length, 1)];
          if (one === undefined) return;
          const { amount } = one.order;
          const { reversed } = one;
          if (move === "refund") one.move(reversed + Math.floor(((amount - reversed) * part) / 10_000));
          if (move === "void") one.move(Math.floor((reversed * part) / 10_000));
          if (move === "whole") one.move(amount);
          if (move === "nothing") one.move(0);
          if (move === "deliver" || move === "lose") one.deliver(move === "lose");
          law();
        });
        while (known.some((one) => !one.isSettled)) {
          for (const one of known) one.deliver(false);
          law();
        }
        const { reserved, spent } = desk.view("c", null);
        expect([reserved, spent]).toEqual([0, sumOf(known.flatMap((one) => one.kept))]);
        for (const {
          known: { amounts, asked },
          order,
        } of known) {
          expect(asked).toBeNull();
          if (sumOf(amounts) < costOf(order)) cuts += 1;
        }
      },
    ),
    { numRuns: RUNS },
  );
  // The budgets were tight enough.
  expect(cuts).toBeGreaterThan(RUNS / 10);
});

/** An order that is alone under its budget: what it gives back is its own to ask for. Place 0 is its first plan. */
class AloneUnderBudget {
  /** It never cost more than the budget, nor kept more than the book knew of. */
  isWithin = true;
  readonly #order: PlannedOrder;
  readonly #budget: number;
  #worth: Worth = { reversed: ZERO };
  #known: Restoration;

  constructor(plans: readonly (readonly number[])[], budget: number) {
    const [first, ...amendments] = plans.map((amounts) => ({
      amount: amountMinor(100_000),
      commissions: amounts.map((amount, place) => draft(amount, { level: place + 1 })),
      capAmount: amountMinor(100_000),
    }));
    if (first === undefined) throw new Error("an order without a plan");
    const told = amendments.map((plan, place) => ({ ...plan, eventId: `a${place + 1}` }));
    this.#order = { ...first, amendments: told };
    this.#budget = budget;
    this.#known = unrestored(this.#order, this.#worth);
  }

  get kept(): number[] {
    return keptNow(this.#order, this.#known, this.#worth);
  }

  amend(place: number): void {
    this.#worth = { reversed: ZERO, amendment: `a${place}` };
    this.#known = followed(this.#order, this.#known, this.#worth);
    this.#note();
  }

  /** The book answers what was asked, and what is asked then, at most so often. */
  hear(times: number): void {
    for (let turn = 0; turn < times && this.#known.asked !== null; turn += 1) {
      const room = this.#budget - costUnder(this.#order, this.#known);
      const granted = amountMinor(Math.min(wantedOf(this.#order, this.#known), room));
      this.#known = answered(this.#order, this.#known, granted, this.#worth);
      this.#note();
    }
  }

  #note(): void {
    const cost = costUnder(this.#order, this.#known);
    if (cost > this.#budget || sumOf(this.kept) > cost) this.isWithin = false;
  }
}

const earned = fc.integer({ min: 0, max: 1_000 });
const room = fc.integer({ min: 0, max: 1_000 });

test("an order that is amended again and again comes to what its latest amendment alone would", () => {
  const amended = fc.tuple(earned, fc.nat(2));
  fc.assert(
    fc.property(earned, fc.array(amended, { minLength: 1, maxLength: 8 }), room, (first, told, more) => {
      const budget = first + more;
      const order = new AloneUnderBudget([[first], ...told.map(([amount]) => [amount])], budget);
      for (const [place, [, heard]] of told.entries()) {
        order.amend(place + 1);
        order.hear(heard);
      }
      order.hear(told.length + 1);
      expect(order.kept).toEqual([Math.min(told.at(-1)?.[0] ?? 0, budget)]);
      expect(order.isWithin).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

test("an order that is amended and corrected again keeps what it kept before, whatever was not granted meanwhile", () => {
  const plan = fc.tuple(earned, earned, earned);
  fc.assert(
    fc.property(plan, plan, room, (first, meanwhile, more) => {
      const order = new AloneUnderBudget([first, meanwhile, first], sumOf(first) + more);
      order.amend(1);
      order.hear(2);
      order.amend(2);
      order.hear(2);
      expect(order.kept).toEqual([...first]);
      expect(order.isWithin).toBe(true);
    }),
    { numRuns: RUNS },
  );
});
