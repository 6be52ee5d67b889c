/** Tells storage that fails, and may work again in a while, from a statement that is wrong and always will be. */
import { chainOf } from "./log.ts";

/** What SQLite below an object and the platform around it say of a disk that is full, broken, busy or gone. */
const FAILS =
  /\bSQLITE_(?:FULL|IOERR|CORRUPT|NOTADB|NOMEM|BUSY|LOCKED|CANTOPEN|READONLY|INTERRUPT)|^internal error\b|^Network connection lost/i;

/** Whether storage failed: the same work may be done later. */
export function isFailingStorage(error: unknown): boolean {
  return chainOf(error).some((one) => one instanceof Error && FAILS.test(one.message));
}
