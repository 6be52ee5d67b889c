/** Who bought by an order, read without its decision. */

export interface OrderBuyer {
  readonly orderId: string;
  /** Null where the order names none. */
  readonly customerId: string | null;
  /** Hashes that the merchant told, by kind. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** Of decided orders by their rows. */
export function buyersOf(sql: SqlStorage, rows: readonly number[]): Map<number, OrderBuyer> {
  const found = sql.exec<{ row: number; orderId: string; customerId: string | null; hashes: string }>(
    `SELECT row, order_id AS orderId, received ->> 'customerId' AS customerId,
       coalesce(received -> 'hashes', '{}') AS hashes
     FROM orders WHERE row IN (SELECT value FROM json_each(?))`,
    JSON.stringify(rows),
  );
  return new Map(
    [...found].map(({ row, hashes, ...buyer }) => {
      return [row, { ...buyer, hashes: JSON.parse(hashes) as OrderBuyer["hashes"] }];
    }),
  );
}
