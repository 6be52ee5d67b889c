/** Names of the books of a program, as whoever tells them anything needs them. */
import { bookIndexOf, objectIndexOf, objectName, type PromoterRef } from "../../domain/kernel/ids.ts";

/** Where promoters' wallets lie. */
export interface Books {
  readonly home: string;
  /** Objects of each class. */
  readonly objects: number;
}

export function bookNameOf(books: Books, promoter: PromoterRef): string {
  return objectName(books.home, bookIndexOf(promoter, books.objects));
}

/** The book that keeps the budgets of a slot's campaigns. */
export function bookNameOfSlot(books: Books, slot: number): string {
  return objectName(books.home, objectIndexOf(slot, books.objects));
}

/** The books that a program was made with. */
export function bookNames({ home, objects }: Books): string[] {
  return Array.from({ length: objects }, (_, index) => objectName(home, index));
}
