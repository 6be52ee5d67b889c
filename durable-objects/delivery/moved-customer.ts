/** A customer on the way from one Journey to another, as both store it: nothing is read or decided on the way. */
export interface MovedCustomer {
  readonly customerId: string;
  readonly firstOrderAtMs: number | null;
  /** JSON of the first orders of more than nothing. Absent from an older version. */
  readonly paidOrders?: string | null;
  /** In the sequence in which they were recorded. */
  readonly bindings: readonly MovedBinding[];
  readonly visitors: readonly MovedVisitor[];
  /** The touches as one text; null when there are none. */
  readonly path: MovedPath | null;
  readonly unearned: readonly MovedUnearned[];
  /** Browsers that it ordered from. Absent from an older version. */
  readonly devices?: readonly MovedDevice[];
}

// Types, not interfaces: rows of a query must be assignable to a record.
export type MovedBinding = {
  readonly promoter: number;
  readonly effectiveAtMs: number;
  readonly recordedAtMs: number;
  readonly protectedForMs: number | null;
  readonly orderId: string | null;
  readonly endedAtMs: number | null;
};

export type MovedVisitor = { readonly visitor: string; readonly provedAtMs: number };

export type MovedPath = { readonly oldestDay: number; readonly touches: string };

export type MovedUnearned = {
  readonly ledger: string;
  readonly orderId: string;
  readonly occurredAtMs: number;
  readonly untilMs: number;
};

/** With its orders as JSON. */
export type MovedDevice = { readonly device: string; readonly untilMs: number; readonly orders: string };
