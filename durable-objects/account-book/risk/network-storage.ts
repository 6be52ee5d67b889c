/** Networks that promoters came from on the last days, each as its day and 16 bits. Orders are compared with them. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const NETWORK_SCHEMA: SchemaStep = [
  // The row that was written last is the newest. A network is its day times 65,536, and its tag.
  `CREATE TABLE promoter_networks (
     row INTEGER PRIMARY KEY,
     promoter INTEGER NOT NULL,
     network INTEGER NOT NULL,
     UNIQUE (promoter, network)
   ) STRICT`,
  "CREATE INDEX promoter_networks_by_day ON promoter_networks (network)",
];

/** A network of the order at `key` of a list. */
interface AskedNetwork {
  readonly key: number;
  readonly promoter: PromoterRef;
  readonly network: number;
}

// A type, not an interface: rows of a query must be assignable to a record.
type OwnNetwork = { key: number; network: number };

export class NetworkStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** @param most networks of one promoter; those that it came from last are kept. */
  put(promoter: PromoterRef, network: number, most: number): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO promoter_networks (promoter, network) VALUES (?, ?)",
      promoter,
      network,
    );
    this.#sql.exec(
      `DELETE FROM promoter_networks WHERE promoter = ?1 AND row NOT IN
         (SELECT row FROM promoter_networks WHERE promoter = ?1 ORDER BY row DESC LIMIT ?2)`,
      promoter,
      most,
    );
  }

  /** Those of the networks that their promoters came from. */
  ownOf(asked: readonly AskedNetwork[]): OwnNetwork[] {
    return this.#sql
      .exec<OwnNetwork>(
        `SELECT a.value ->> 0 AS key, n.network
         FROM json_each(?) a CROSS JOIN promoter_networks n
           ON n.promoter = a.value ->> 1 AND n.network = a.value ->> 2`,
        JSON.stringify(asked.map(({ key, promoter, network }) => [key, promoter, network])),
      )
      .toArray();
  }

  /** All of a promoter, those that it came from last at first. */
  of(promoter: PromoterRef): number[] {
    return this.#sql
      .exec<{ network: number }>(
        "SELECT network FROM promoter_networks WHERE promoter = ? ORDER BY row DESC",
        promoter,
      )
      .toArray()
      .map(({ network }) => network);
  }

  /** Forgets networks below one, which are those of days before it. @returns how many. */
  forgetBefore(network: number, limit: number): number {
    return this.#sql
      .exec(
        `DELETE FROM promoter_networks WHERE row IN
           (SELECT row FROM promoter_networks WHERE network < ? ORDER BY network LIMIT ?) RETURNING row`,
        network,
        limit,
      )
      .toArray().length;
  }
}
