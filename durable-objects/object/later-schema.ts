/**
 * Objects whose tables a later version of the code has changed. This version goes on with them, because steps only add.
 * A statement that such tables refuse is told as what another version wrote, and not as a mistake of the statement.
 */
import { NotUnderstood } from "../../domain/kernel/not-understood.ts";
import { chainOf, logError } from "./log.ts";

/** What SQLite says of a statement that does not fit the tables. */
const DOES_NOT_FIT = /\bSQLITE_(?:ERROR|CONSTRAINT|MISMATCH|RANGE|SCHEMA)\b/;

const later = new WeakMap<object, string>();

/**
 * Notes that an object has steps which this version does not know.
 *
 * @param steps such as `ledger 4 of 3`.
 */
export function noteLaterSchema(object: object, steps: readonly string[]): void {
  if (steps.length === 0) return;
  const text = steps.join(", ");
  later.set(object, text);
  logError("schema_in_future", new NotUnderstood(`steps of a schema: ${text}`));
}

/** The error of a call, or that it comes from tables of a later version. */
export function asOfLaterSchema(object: object, error: unknown): unknown {
  const steps = later.get(object);
  const doesNotFit = chainOf(error).some((one) => one instanceof Error && DOES_NOT_FIT.test(one.message));
  if (steps === undefined || !doesNotFit) return error;
  return Object.assign(new NotUnderstood(`tables of a later one, with steps of a schema: ${steps}`), {
    cause: error,
  });
}
