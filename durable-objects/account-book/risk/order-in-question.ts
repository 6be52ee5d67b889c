/** What a book is told of an order that is decided, so that it says what else is known of it. Tags and keys, and no names. */
import type { ContactKind } from "../../../domain/order/order.ts";

export interface OrderInQuestion {
  /** Tag of the customer; null where the order names none. */
  readonly customer: string | null;
  /** Keys of its touches that are the promoter's. */
  readonly clicks: readonly string[];
  /** Networks of those touches, by `networkOfDay`. Absent where none is known. */
  readonly networks?: readonly number[];
  /** Tags of hashes by their kinds. */
  readonly contacts: Readonly<Partial<Record<ContactKind, string>>>;
}
