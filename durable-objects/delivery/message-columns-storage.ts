/** Messages as rows of an outbox: how they are read, and how many are written by one statement. */
import { pack } from "./codec.ts";
import type { Message } from "./messages.ts";

/** Columns of a message, under the names of {@link Columns}. */
export const MESSAGE_COLUMNS = `o.kind, o.order_row AS orderRow, o.credit, o.level, o.phase, o.amount, o.promoter,
  o.at_ms AS atMs, o.reopens, o.about`;

/** Messages of one statement: they are one bound text, and a statement for each took half as long again. */
export const MESSAGES_PER_STATEMENT = 1_000;
export const INSERT_MESSAGES = `
  INSERT INTO outbox (pair, seq, kind, order_row, credit, level, phase, amount, promoter, at_ms, reopens, about)
  SELECT ?1, CAST(?2 AS INTEGER) + key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4,
    value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9
  FROM jsonb_each(?3)`;

export function listed(message: Message): readonly (string | number | null)[] {
  const { kind, orderRow, credit, level, phase, amount, promoter, atMs, reopens, about } = pack(message);
  return [kind, orderRow, credit, level, phase, amount, promoter, atMs, reopens, about];
}
