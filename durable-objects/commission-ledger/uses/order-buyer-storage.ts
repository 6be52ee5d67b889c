/** Who bought by an order, read without its decision. */

export interface OrderBuyer {
  readonly orderId: string;
  readonly customerId: string;
  /** Hashes that the merchant told, by kind. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** Of decided orders by their rows; of orders of nobody there is none. */
export function buyersOf(sql: SqlStorage, rows: readonly number[]): Map<number, OrderBuyer> {
  const found = sql.exec<{ row: number; orderId: string; customerId: string; hashes: string }>(
    `SELECT row, order_id AS orderId, received ->> 'customerId' AS customerId,
       coalesce(received -> 'hashes', '{}') AS hashes
     FROM orders WHERE row IN (SELECT value FROM json_each(?)) AND received ->> 'customerId' IS NOT NULL`,
    JSON.stringify(rows),
  );
  return new Map(
    [...found].map(({ row, hashes, ...buyer }) => {
      return [row, { ...buyer, hashes: JSON.parse(hashes) as OrderBuyer["hashes"] }];
    }),
  );
}
