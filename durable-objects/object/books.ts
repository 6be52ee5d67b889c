/** Names of the books of a program, as whoever tells them anything needs them. */
import { objectIndexOf, objectName, type PromoterRef, slotOfPromoter } from "../../domain/kernel/ids.ts";

/** Where promoters' wallets lie. */
export interface Books {
  readonly home: string;
  /** Objects of each class. */
  readonly objects: number;
}

export function bookNameOf(books: Books, promoter: PromoterRef): string {
  return bookNameOfSlot(books, slotOfPromoter(promoter));
}

export function bookNameOfSlot(books: Books, slot: number): string {
  return objectName(books.home, objectIndexOf(slot, books.objects));
}

/** All of a program's books. */
export function bookNames({ home, objects }: Books): string[] {
  return Array.from({ length: objects }, (_, index) => objectName(home, index));
}
