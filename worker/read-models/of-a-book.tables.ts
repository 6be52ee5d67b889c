/** Rows of the promoters whose wallets one book keeps, as a condition for D1: the same as `bookIndexOf`. */
import { type Column, type SQL, sql } from "drizzle-orm";
import { DEAL_NUMBERS, SLOTS } from "../../domain/kernel/ids.ts";

/** One of the books of a program. */
interface OneBook {
  readonly index: number;
  /** Books that the program was made with. */
  readonly objects: number;
}

/** D1 may bind a number as a real one, so what is divided is cast. */
export function isOfBook(promoter: Column, { index, objects }: OneBook): SQL {
  return sql`${promoter} % ${SLOTS} % (CASE WHEN ${promoter} < ${DEAL_NUMBERS} THEN ${objects}
    ELSE CAST(${promoter} / ${DEAL_NUMBERS} AS INTEGER) + 1 END) = ${index}`;
}
