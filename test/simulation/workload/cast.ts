/** Who takes part in a simulated program: promoters in lines, campaigns and orders, drawn once from the seed. */
import {
  bookIndexOf,
  objectIndexOf,
  type PromoterRef,
  promoterRefOf,
  sequencesBefore,
} from "../../../domain/kernel/ids.ts";
import { type AmountMinor, amountMinor } from "../../../domain/kernel/money.ts";
import type { ProposedOrder } from "../../../durable-objects/commission-ledger/order-storage.ts";
import { slotOf } from "../../../worker/platform/objects.ts";
import type { Chance } from "../../support/chance.ts";
import type { Size } from "./size.ts";

export const PROGRAM = "sim";
/** A random key in the service; here the same in every world. */
export const SLOT_KEY = "c2ltdWxhdGVkLXNsb3Qta2V5LW9mLTMyLWJ5dGVzISE=";
export const HOUR_MS = 3_600_000;

/** A campaign with a budget, kept by the book of a slot. */
export interface Campaign {
  readonly id: string;
  readonly slot: number;
  readonly budget: AmountMinor;
}

export class Cast {
  readonly size: Size;
  readonly objects: number;
  /** To how many books promoters are dealt: in a world that grows to more than it was made with. */
  readonly books: number;
  /** Objects are put back in this world: then each order and event has one version alone. */
  readonly losesObjects: boolean;
  /** Slots move in this world. */
  readonly movesSlots: boolean;
  /** Slots that have moved, with the ledger that they are in. */
  readonly movedSlots = new Map<number, string>();
  /** Moves of slots of orders: how many were ever begun, and how many are over. */
  readonly orderMoves = { begun: 0, over: 0 };
  /** Slots of customers that have moved, with the Journey that they are in. */
  readonly movedCustomers = new Map<number, string>();
  readonly promoters: readonly PromoterRef[];
  readonly orderIds: readonly string[];
  readonly campaigns: readonly Campaign[];
  readonly #lines = new Map<PromoterRef, readonly PromoterRef[]>();

  constructor(chance: Chance, losesObjects: boolean, movesSlots: boolean, size: Size) {
    this.size = size;
    this.losesObjects = losesObjects;
    this.movesSlots = movesSlots;
    this.objects = chance.between(1, 3);
    this.books = movesSlots ? this.objects + 2 : this.objects;
    this.promoters = Array.from({ length: chance.between(...size.promoters) }, (_, index) =>
      promoterRefOf(this.sequencesBefore + index + 1, chance.between(0, 255)),
    );
    this.promoters.forEach((promoter, index) => {
      const upline =
        index === 0 || chance.hits(0.2) ? undefined : this.promoters[chance.between(0, index - 1)];
      const above = upline === undefined ? [] : (this.#lines.get(upline) ?? []);
      this.#lines.set(promoter, [promoter, ...above].slice(0, 3));
    });
    this.campaigns = Array.from({ length: chance.between(0, 2) }, (_, index) => ({
      id: `campaign-${index}`,
      slot: chance.between(0, 255),
      budget: amountMinor(chance.between(0, chance.hits(0.5) ? 40_000 : 8_000)),
    }));
    this.orderIds = Array.from({ length: chance.between(...size.orders) }, (_, index) => `order-${index}`);
  }

  /** How long people act. */
  get activeMs(): number {
    return this.size.activeMs;
  }

  /** Numbers of promoters begin behind it. */
  get sequencesBefore(): number {
    return this.books === this.objects ? 0 : sequencesBefore(this.books);
  }

  /** A promoter's line upward, itself first. */
  lineOf(promoter: PromoterRef): readonly PromoterRef[] {
    return this.#lines.get(promoter) ?? [];
  }

  /** The whole line upward, itself first. */
  wholeLineOf(promoter: PromoterRef): readonly PromoterRef[] {
    const [, upline] = this.lineOf(promoter);
    return upline === undefined ? [promoter] : [promoter, ...this.wholeLineOf(upline)];
  }

  bookOf(promoter: PromoterRef): string {
    return `${PROGRAM}/${bookIndexOf(promoter, this.objects)}`;
  }

  bookOfSlot(slot: number): string {
    return `${PROGRAM}/${slot % this.objects}`;
  }

  /** Where a caller asks for an order who knows of every move that is over. */
  ledgerOf({ slot }: Pick<ProposedOrder, "slot">): string {
    return this.movedSlots.get(slot) ?? this.firstLedgerOf({ slot });
  }

  /** Where a caller asks for an order who knows of no move. */
  firstLedgerOf({ slot }: Pick<ProposedOrder, "slot">): string {
    return `${PROGRAM}/${slot % this.objects}`;
  }

  /** Where a caller asks for a customer who knows of every move that is over. */
  journeyOf(customerId: string): string {
    return this.movedCustomers.get(customerSlot(customerId)) ?? this.firstJourneyOf(customerId);
  }

  /** Where a caller asks for a customer who knows of no move. */
  firstJourneyOf(customerId: string): string {
    return `${PROGRAM}/${objectIndexOf(customerSlot(customerId), this.objects)}`;
  }

  /** Names of all ledgers, with those that slots may move to; those of the Journeys are the same. */
  get ledgers(): string[] {
    return Array.from(
      { length: this.objects + (this.movesSlots ? 3 : 0) },
      (_, index) => `${PROGRAM}/${index}`,
    );
  }
}

export function customerSlot(customerId: string): number {
  return slotOf({ slotKey: SLOT_KEY }, "customer", customerId);
}
