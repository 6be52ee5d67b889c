/** What is told of customers who are being erased, as if it were told of their pseudonyms: nothing brings a name back. */
import type { CustomerRow, JourneyRow } from "../delivery/rows.ts";
import type { Pseudonyms } from "./erasing-storage.ts";

/** Rows of a delivery under the pseudonyms. Visitors and touches are left out, and nobody joins under a pseudonym. */
export function underPseudonyms(rows: readonly JourneyRow[], pseudonyms: Pseudonyms): readonly JourneyRow[] {
  return pseudonyms.size === 0 ? rows : rows.map((row) => renamed(row, pseudonyms));
}

function renamed(row: JourneyRow, pseudonyms: Pseudonyms): JourneyRow {
  if (row.type === "relayed") return { ...row, row: ofCustomer(row.row, pseudonyms) };
  if (row.type === "moved_customer") {
    const pseudonym = pseudonyms.get(row.customer.customerId);
    if (pseudonym === undefined) return row;
    return {
      ...row,
      customer: { ...row.customer, customerId: pseudonym, visitors: [], path: null, devices: [] },
    };
  }
  return "customerId" in row ? ofCustomer(row, pseudonyms) : row;
}

function ofCustomer(row: CustomerRow, pseudonyms: Pseudonyms): CustomerRow {
  const customerId = pseudonyms.get(row.customerId);
  if (customerId === undefined) return row;
  if (row.type === "order") {
    const { device: _, ...order } = row;
    return { ...order, customerId, touches: [], joins: null };
  }
  return row.type === "bind" ? { ...row, customerId, joins: null } : { ...row, customerId };
}
