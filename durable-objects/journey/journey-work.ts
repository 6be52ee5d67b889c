/** Applies what a Journey is told: of its customers, by ledgers; of customers whose slots come here, by other Journeys. */
import { unknownWord } from "../../domain/kernel/not-understood.ts";
import type { OutboxStorage } from "../delivery/outbox-storage.ts";
import type { BindingRow, CustomerOrderRow, CustomerRow, JourneyRow } from "../delivery/rows.ts";
import type { UnitOfWork } from "../delivery/inbox.ts";
import type { OtherPlace } from "../moves/leaving-slots.ts";
import type { LeftSlotsStorage } from "../moves/left-slots-storage.ts";
import type { CustomerBindings } from "./customer-bindings.ts";
import type { JourneyJoins } from "./journey-joins.ts";
import type { JourneyEvidence } from "./journey-evidence.ts";
import type { OrderDevices } from "./order-devices.ts";
import type { CustomerStorage } from "./customer-storage.ts";
import { type MovedCustomers, relayText } from "./moves/moved-customers.ts";

/** What rows change in a Journey. */
export interface JourneyParts {
  readonly customers: CustomerStorage;
  readonly bindings: CustomerBindings;
  readonly evidence: JourneyEvidence;
  readonly devices: OrderDevices;
  readonly joins: JourneyJoins;
  readonly moved: MovedCustomers;
  readonly slots: LeftSlotsStorage;
  readonly outbox: OutboxStorage;
}

/** Where rows come from, and where those of their customers are that are not here. */
export interface Source {
  readonly sender: string;
  readonly elsewhere: ReadonlyMap<string, OtherPlace>;
}

/** What a ledger told of a customer, by whichever way it came; null for what another Journey tells of a slot. */
export function customerRowOf(row: JourneyRow): CustomerRow | null {
  if (row.type === "relayed") return row.row;
  return "customerId" in row ? row : null;
}

/** Open it inside a transaction, for all the rows that will be applied. A bid that loses is no fault. */
export function journeyWork(
  parts: JourneyParts,
  { sender, elsewhere }: Source,
  rows: readonly JourneyRow[],
  nowMs: number,
): UnitOfWork<JourneyRow> {
  const { moved, slots, outbox } = parts;
  const ledgerRows = new LedgerRows(parts, rows, nowMs);
  const tell = (ledger: string, row: CustomerRow): void => {
    const place = elsewhere.get(row.customerId);
    if (place === undefined) ledgerRows.apply(ledger, row);
    else outbox.append(place.object, [{ type: "relayed", content: relayText({ ledger, row }), atMs: nowMs }]);
  };
  const apply = (row: JourneyRow): void => {
    switch (row.type) {
      case "customers_open":
      case "customers_close":
        moved.keepSlotKey(row.slotKey);
        slots.take(row.slot, sender, row.type === "customers_close");
        return;
      case "moved_customer":
        ledgerRows.arrived(row.customer.customerId, moved.take(row.customer));
        return;
      case "relayed":
        tell(row.ledger, row.row);
        return;
      case "bind":
      case "unbind":
      case "order":
      case "earned":
        tell(sender, row);
        return;
      default:
        unknownWord(row, "row");
    }
  };
  return {
    apply: (row) => {
      apply(row);
      return null;
    },
  };
}

/** What ledgers told of customers who are here. Those that are not known are added when they are asked for. */
class LedgerRows {
  readonly #parts: JourneyParts;
  readonly #nowMs: number;
  readonly #known: Map<string, number>;

  constructor(parts: JourneyParts, rows: readonly JourneyRow[], nowMs: number) {
    this.#parts = parts;
    this.#nowMs = nowMs;
    const customerIds = rows.flatMap((row) => customerRowOf(row)?.customerId ?? []);
    const asked = parts.customers.customers(customerIds);
    this.#known = new Map([...asked].map(([customerId, { row }]) => [customerId, row]));
  }

  arrived(customerId: string, customer: number): void {
    this.#known.set(customerId, customer);
  }

  apply(ledger: string, row: CustomerRow): void {
    const { bindings, evidence, devices } = this.#parts;
    const customer = this.#rowOf(row.customerId);
    switch (row.type) {
      case "bind": {
        const { outcome } = bindings.bid(customer, row, this.#nowMs);
        if (outcome !== "refused") evidence.bound(customer, row.effectiveAtMs, this.#nowMs);
        this.#join(row, customer, row.effectiveAtMs);
        return;
      }
      case "unbind":
        bindings.end(customer, row.effectiveAtMs, (binding) => binding.orderId === row.orderId, this.#nowMs);
        return;
      case "order": {
        const boundSince = (fromMs: number) => bindings.recordedSince(customer, row.occurredAtMs, fromMs);
        evidence.order(customer, row, ledger, boundSince, this.#nowMs);
        devices.note(customer, row, ledger, this.#nowMs);
        this.#join(row, customer, row.occurredAtMs);
        return;
      }
      case "earned":
        evidence.earned(customer, row.orderId);
        return;
      default:
        unknownWord(row, "row");
    }
  }

  #join({ customerId, joins }: BindingRow | CustomerOrderRow, customer: number, atMs: number): void {
    if (joins === null) return;
    const promoter = this.#parts.bindings.at(customerId, customer, atMs)?.promoter ?? null;
    this.#parts.joins.ask({ customerId, promoter }, joins, this.#nowMs);
  }

  #rowOf(customerId: string): number {
    const row = this.#known.get(customerId) ?? this.#parts.customers.addCustomer(customerId);
    this.#known.set(customerId, row);
    return row;
  }
}
