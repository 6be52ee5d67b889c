/** Effects of a transaction: rows for other objects, gathered so that each receiver's numbers are taken once. */
import { objectIndexOf, objectName, type PromoterRef, slotOfPromoter } from "../domain/kernel/ids.ts";
import type { OutboxRow, OutboxStorage, ReceiverClass } from "./outbox-storage.ts";

/** Rows of one transaction, gathered by receiver, so that each receiver's numbers are taken once. */
export class Effects {
  readonly #rows = new Map<string, { receiverClass: ReceiverClass; receiver: string; rows: OutboxRow[] }>();

  add(receiverClass: ReceiverClass, receiver: string, row: OutboxRow): void {
    const key = `${receiverClass} ${receiver}`;
    const found = this.#rows.get(key);
    if (found === undefined) this.#rows.set(key, { receiverClass, receiver, rows: [row] });
    else found.rows.push(row);
  }

  /** Call it in the transaction of the changes that caused the rows. */
  commit(outbox: OutboxStorage): void {
    for (const { receiverClass, receiver, rows } of this.#rows.values())
      outbox.append(receiverClass, receiver, rows);
  }
}

/** Where promoters' wallets lie. */
export interface Books {
  readonly programId: string;
  /** Objects of each class. */
  readonly objects: number;
}

export function bookNameOf(books: Books, promoter: PromoterRef): string {
  return bookNameOfSlot(books, slotOfPromoter(promoter));
}

export function bookNameOfSlot(books: Books, slot: number): string {
  return objectName(books.programId, objectIndexOf(slot, books.objects));
}
