/** Applies a ledger's rows to a Journey as one unit of work: the customers they name are looked up together. */
import { unknownWord } from "../../domain/kernel/not-understood.ts";
import type { BindingRow, CustomerOrderRow, JourneyRow } from "../delivery/rows.ts";
import type { UnitOfWork } from "../delivery/inbox.ts";
import type { CustomerBindings } from "./customer-bindings.ts";
import type { JourneyJoins } from "./journey-joins.ts";
import type { JourneyEvidence } from "./journey-evidence.ts";
import type { CustomerStorage } from "./customer-storage.ts";

/** What rows of a ledger change in a Journey. */
export interface JourneyParts {
  readonly customers: CustomerStorage;
  readonly bindings: CustomerBindings;
  readonly evidence: JourneyEvidence;
  readonly joins: JourneyJoins;
}

/** Open it inside a transaction, for all the rows that will be applied. A bid that loses is no fault. */
export function journeyWork(
  { customers, bindings, evidence, joins }: JourneyParts,
  ledger: string,
  rows: readonly JourneyRow[],
  nowMs: number,
): UnitOfWork<JourneyRow> {
  const rowOf = customerRows(customers, rows);
  const join = (
    { customerId, joins: joining }: BindingRow | CustomerOrderRow,
    customer: number,
    atMs: number,
  ) => {
    if (joining === null) return;
    const promoter = bindings.at(customerId, customer, atMs)?.promoter ?? null;
    joins.ask({ customerId, promoter }, joining, nowMs);
  };
  const apply = (row: JourneyRow): void => {
    const customer = rowOf(row.customerId);
    switch (row.type) {
      case "bind": {
        const { outcome } = bindings.bid(customer, row, nowMs);
        if (outcome !== "refused") evidence.bound(customer, row.effectiveAtMs, nowMs);
        join(row, customer, row.effectiveAtMs);
        return;
      }
      case "unbind":
        bindings.end(customer, row.effectiveAtMs, (binding) => binding.orderId === row.orderId);
        return;
      case "order": {
        const boundSince = (fromMs: number) => bindings.recordedSince(customer, row.occurredAtMs, fromMs);
        evidence.order(customer, row, ledger, boundSince, nowMs);
        join(row, customer, row.occurredAtMs);
        return;
      }
      case "earned":
        evidence.earned(customer, row.orderId);
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

/** The rows of customers that a delivery names; those that are not known are added when they are asked for. */
function customerRows(storage: CustomerStorage, rows: readonly JourneyRow[]): (customerId: string) => number {
  const asked = storage.customers(rows.map(({ customerId }) => customerId));
  const known = new Map([...asked].map(([customerId, { row }]) => [customerId, row]));
  return (customerId) => {
    const row = known.get(customerId) ?? storage.addCustomer(customerId);
    known.set(customerId, row);
    return row;
  };
}
