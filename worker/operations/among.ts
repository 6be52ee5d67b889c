/** Whom a book is compared with, and how far the book has come: a book that there is not has nothing, and is not asked. */
import type { BookProgress } from "../../durable-objects/account-book/book-audit-storage.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { callObject } from "../platform/object-call.ts";
import type { ProgramObjects } from "../platform/objects.ts";

/** Whom a book is compared with. */
export interface Among {
  readonly program: ProgramObjects;
  /** The ledgers that there are. */
  readonly ledgers: readonly string[];
  /** False for a book that nothing was ever told: it has nothing, and is not made by asking. */
  readonly exists: boolean;
}

export async function bookProgress(env: Env, { exists }: Among, book: string): Promise<BookProgress> {
  if (!exists) return { lastRow: 0, received: [] };
  return await callObject(async () => await objectNamed(env.ACCOUNT_BOOK, book).auditProgress());
}
