/** Customers that move with their slots, with their bindings, touches and orders that nobody earned; counted where they are. */
import { invariant } from "../../../domain/kernel/invariant.ts";
import { newestInForce } from "../../../domain/referral/binding-rule.ts";
import { unknownWord } from "../../../domain/kernel/not-understood.ts";
import type { MessageTo, Numbered } from "../../delivery/messages.ts";
import type { MovedCustomer } from "../../delivery/moved-customer.ts";
import type { CustomerRow, JourneyRow } from "../../delivery/rows.ts";
import type { MovedThings, MoveMessages, Whereabouts } from "../../moves/leaving-slots.ts";
import { slotOfId } from "../../moves/slot-of-id.ts";
import type { CustomerStorage } from "../customer-storage.ts";
import type { CustomerMoveStorage } from "./customer-move-storage.ts";

export const CUSTOMER_MOVES: MoveMessages = {
  receiverClass: "journey",
  kinds: { opens: "customers_open", moved: "moved_customer", closes: "customers_close" },
  opens: (slot, atMs) => ({ type: "customers_open", slot, atMs }),
  moved: (customerRow, atMs) => ({ type: "moved_customer", customerRow, atMs }),
  closes: (slot, atMs) => ({ type: "customers_close", slot, atMs }),
};

/** Under which a Journey keeps the program's key of slots. */
const SLOT_KEY = "slot_key";

export class MovedCustomers implements MovedThings {
  readonly storage: CustomerMoveStorage;
  readonly #customers: CustomerStorage;
  readonly #kv: SyncKvStorage;

  constructor(storage: CustomerMoveStorage, customers: CustomerStorage, kv: SyncKvStorage) {
    this.storage = storage;
    this.#customers = customers;
    this.#kv = kv;
  }

  /** Learned with the first move: before, no slot is asked for. */
  keepSlotKey(slotKey: string): void {
    if (this.#kv.get(SLOT_KEY) !== slotKey) this.#kv.put(SLOT_KEY, slotKey);
  }

  get slotKey(): string {
    const slotKey = this.#kv.get<string>(SLOT_KEY);
    invariant(slotKey !== undefined, "a Journey whose slots move was told the key of slots");
    return slotKey;
  }

  slotOf(customerId: string): number {
    return slotOfId(this.slotKey, "customer", customerId);
  }

  whereabouts(customerIds: readonly string[]): ReadonlyMap<string, Whereabouts> {
    const known = this.storage.whereabouts(customerIds);
    return new Map([...known].map(([id, moved]) => [id, { slot: this.slotOf(id), moved }]));
  }

  fill(): boolean {
    return this.storage.fill((customerId) => this.slotOf(customerId));
  }

  obstacle(): null {
    return null;
  }

  arrived(rows: readonly number[]): void {
    for (const row of this.storage.arrived(rows)) {
      this.#customers.recount(newestInForce(this.#customers.timeline(row))?.promoter, undefined);
    }
  }

  /** A customer comes from another Journey. One that is known here was sent again. @returns its row here. */
  take(customer: MovedCustomer): number {
    const known = this.#customers.customerRow(customer.customerId);
    if (known !== null) return known;
    const row = this.storage.unpack(customer);
    this.#customers.recount(undefined, newestInForce(this.#customers.timeline(row))?.promoter);
    return row;
  }

  /** Those of the customers that are or were here. */
  known(customerIds: readonly string[]): string[] {
    return [...this.storage.whereabouts(customerIds).keys()];
  }

  here(afterRow: number, limit: number): { row: number; id: string; slot: number }[] {
    return this.storage.here(afterRow, limit).map(({ row, id }) => ({ row, id, slot: this.slotOf(id) }));
  }

  /** Messages to other Journeys as they need them. */
  rows(messages: readonly Numbered<MessageTo<"journey">>[]): JourneyRow[] {
    return messages.map(({ seq, message }): JourneyRow => {
      switch (message.type) {
        case "customers_open":
        case "customers_close":
          return { ...message, seq, slotKey: this.slotKey };
        case "moved_customer":
          return { type: "moved_customer", seq, customer: this.storage.packed(message.customerRow) };
        case "relayed":
          return { type: "relayed", seq, ...(JSON.parse(message.content) as Relay) };
        case "bind":
        case "unbind":
        case "order":
        case "earned":
          throw new Error("a Journey tells other Journeys what it was told, and no orders of its own");
        default:
          return unknownWord(message, "message");
      }
    });
  }
}

/** What a ledger told, and which. */
interface Relay {
  readonly ledger: string;
  readonly row: CustomerRow;
}

/** What a ledger told, as it is kept to go on to another Journey. */
export function relayText(relay: Relay): string {
  return JSON.stringify(relay);
}
