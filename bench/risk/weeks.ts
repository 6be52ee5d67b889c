/** Weeks of a program: orders as they come, a night after each day, and a person who looks at a few cases each morning. */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { Chance } from "../../test/support/chance.ts";
import { type CrowdSize, crowdOf, type SimulatedPromoter } from "./crowd.ts";
import { BEGINS_AT_MS, DAYS, type Journey, journeysOf } from "./journeys.ts";
import type { JudgedOrder } from "./judged-order.ts";
import { findingsOf } from "./night.ts";
import { isFraud } from "./kinds.ts";
import { SETTINGS, SimulatedShop } from "./shop.ts";

/** Cases that a person looks at in a day. */
export const LOOKS_A_DAY = 5;
/** What was looked at is not shown again by patterns, as the service has it. */
const LOOKED_AT_MS = 28 * DAY_MS;
/** Until everything is paid or taken back. */
const SETTLING_DAYS = 24;
/** A person begins so long after midnight. */
const MORNING_MS = DAY_MS / 3;

export interface Weeks {
  readonly promoters: readonly SimulatedPromoter[];
  readonly orders: readonly JudgedOrder[];
  /** Cases that a person looked at. */
  readonly looks: readonly PromoterRef[];
  /** Orders that a person took back though no sign had put them under review: the case was about others of the promoter. */
  readonly takenByHand: ReadonlySet<JudgedOrder>;
  readonly caught: ReadonlySet<JudgedOrder>;
  /** Stolen orders that came when their thief was suspended: they earned it nothing. */
  readonly refused: readonly Journey[];
}

/** The same for the same seed. */
export function simulateWeeks(seed: number, size: CrowdSize): Weeks {
  const promoters = crowdOf(new Chance(seed), size);
  const run = new Run(promoters);
  const byDay = Map.groupBy(journeysOfAll(promoters, seed), dayOf);
  for (let day = 0; day < DAYS + SETTLING_DAYS; day += 1) run.day(day, byDay.get(day) ?? []);
  return run.weeks();
}

function dayOf({ orderedAtMs }: Journey): number {
  return Math.floor((orderedAtMs - BEGINS_AT_MS) / DAY_MS);
}

function journeysOfAll(promoters: readonly SimulatedPromoter[], seed: number): Journey[] {
  const chance = new Chance(seed + 1_000_003);
  // Who sells much was met by many.
  const others = promoters.flatMap(({ ref, orders }) =>
    Array.from({ length: Math.ceil(orders / 10) }, () => ref),
  );
  return promoters
    .flatMap((promoter) => journeysOf(promoter, others, chance.branch()))
    .sort((a, b) => a.orderedAtMs - b.orderedAtMs);
}

class Run {
  readonly #promoters: readonly SimulatedPromoter[];
  readonly #thieves: ReadonlySet<PromoterRef>;
  readonly #shop: SimulatedShop;
  readonly #orders: JudgedOrder[] = [];
  readonly #byPromoter = new Map<PromoterRef, JudgedOrder[]>();
  readonly #lookedAt = new Map<PromoterRef, number>();
  /** Cases that patterns opened, and when each clears itself. */
  readonly #shown = new Map<PromoterRef, number>();
  readonly #looks: PromoterRef[] = [];
  readonly #caught = new Set<JudgedOrder>();
  readonly #takenByHand = new Set<JudgedOrder>();
  readonly #refused: Journey[] = [];

  constructor(promoters: readonly SimulatedPromoter[]) {
    this.#promoters = promoters;
    this.#thieves = new Set(promoters.flatMap(({ ref, kind }) => (isFraud(kind) ? [ref] : [])));
    this.#shop = new SimulatedShop(promoters.map(({ ref }) => ref));
  }

  weeks(): Weeks {
    return {
      promoters: this.#promoters,
      orders: this.#orders,
      looks: this.#looks,
      takenByHand: this.#takenByHand,
      caught: this.#caught,
      refused: this.#refused,
    };
  }

  day(day: number, journeys: readonly Journey[]): void {
    const nowMs = BEGINS_AT_MS + day * DAY_MS;
    this.#morning(nowMs + MORNING_MS);
    for (const journey of journeys) {
      const order = this.#shop.order(journey);
      if (journey.isStolen && order?.decided.promoter !== journey.promoter) this.#refused.push(journey);
      if (order === null) continue;
      this.#orders.push(order);
      const { promoter } = order.decided;
      const own = this.#byPromoter.get(promoter) ?? [];
      this.#byPromoter.set(promoter, own);
      own.push(order);
    }
    const midnightMs = nowMs + DAY_MS;
    for (const order of this.#orders) order.pass(midnightMs);
    if (day < DAYS) this.#night(midnightMs);
  }

  #night(nowMs: number): void {
    for (const [promoter, findings] of findingsOf(this.#orders, nowMs)) {
      if ((this.#lookedAt.get(promoter) ?? -Infinity) > nowMs - LOOKED_AT_MS) continue;
      if (!this.#shown.has(promoter)) this.#shown.set(promoter, nowMs + SETTINGS.fraud.reviewWithinMs);
      for (const order of this.#byPromoter.get(promoter) ?? [])
        for (const finding of findings) order.note(finding, nowMs);
    }
  }

  /** The cases with most at stake are looked at first. The person judges right. */
  #morning(nowMs: number): void {
    for (const [promoter, untilMs] of this.#shown) if (untilMs <= nowMs) this.#shown.delete(promoter);
    const stakes = new Map([...this.#shown.keys()].map((promoter) => [promoter, 0]));
    for (const { decided, isOpen, isUnderReview } of this.#orders) {
      if (!isOpen || !isUnderReview) continue;
      const { promoter, journey } = decided;
      stakes.set(promoter, (stakes.get(promoter) ?? 0) + journey.amount);
    }
    const first = [...stakes].sort(([, x], [, y]) => y - x).slice(0, LOOKS_A_DAY);
    for (const [promoter] of first) this.#look(promoter, nowMs);
  }

  #look(promoter: PromoterRef, nowMs: number): void {
    this.#looks.push(promoter);
    this.#lookedAt.set(promoter, nowMs);
    this.#shown.delete(promoter);
    const open = (this.#byPromoter.get(promoter) ?? []).filter((order) => order.isOpen);
    if (this.#thieves.has(promoter)) this.#shop.suspend(promoter);
    for (const order of open) {
      const isStolen = order.decided.journey.isStolen && order.decided.journey.promoter === promoter;
      if (isStolen && !order.isUnderReview) this.#takenByHand.add(order);
      if (isStolen) this.#caught.add(order);
      if (isStolen) order.reverse(nowMs);
      else if (order.isUnderReview) order.clear(nowMs);
    }
  }
}
