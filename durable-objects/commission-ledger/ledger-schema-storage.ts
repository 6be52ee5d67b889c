/** Tables of a CommissionLedger. */
import type { Schema, SchemaStep } from "../object/schema-storage.ts";
import { LIST_WAITING, WAITING_EVENTS_SCHEMA } from "./late-orders/waiting-event-storage.ts";
import { LINK_SCHEMA } from "./links/link-storage.ts";
import { SLOT_MOVE_SCHEMA } from "./moves/slot-move-storage.ts";
import { PAGE_ORDER_SCHEMA } from "./page-orders/page-order-storage.ts";
import { READ_BACK_SCHEMA } from "./read-back/read-back-storage.ts";
import { VOIDED_SCHEMA } from "./voided-reservation-storage.ts";

const LEDGER_SCHEMA: SchemaStep = [
  // An order whose events came first stands here undecided, until it is accepted.
  `CREATE TABLE orders (
     row INTEGER PRIMARY KEY,
     order_id TEXT NOT NULL UNIQUE,
     first_received_at_ms INTEGER NOT NULL,
     slot INTEGER,
     journey TEXT,
     received TEXT,
     decision TEXT,
     evidence TEXT,
     binding TEXT NOT NULL DEFAULT 'none',
     due_at_ms INTEGER,
     version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
     events_first INTEGER NOT NULL DEFAULT 0 CHECK (events_first IN (0, 1)),
     -- How much of the order was reversed when sales were last told of it; null: never told.
     tallied_reversed INTEGER CHECK (tallied_reversed >= 0),
     -- How far a campaign's budget lets commissions come back; null while it was never asked.
     restoration TEXT,
     CHECK ((received IS NULL) = (decision IS NULL))
   ) STRICT`,
  "CREATE INDEX orders_due ON orders (due_at_ms) WHERE due_at_ms IS NOT NULL",
  "CREATE INDEX orders_events_first ON orders (first_received_at_ms, row) WHERE events_first = 1",
  `CREATE TABLE events (
     row INTEGER PRIMARY KEY,
     order_row INTEGER NOT NULL REFERENCES orders (row),
     source TEXT NOT NULL,
     event_id TEXT NOT NULL,
     event TEXT NOT NULL CHECK (json_valid(event)),
     -- What was refunded, for reports alone: a fold never reads it.
     items TEXT CHECK (items IS NULL OR json_valid(items)),
     recorded_at_ms INTEGER NOT NULL,
     UNIQUE (order_row, source, event_id)
   ) STRICT`,
  // How far the posting log has brought each commission.
  `CREATE TABLE commissions (
     order_row INTEGER NOT NULL REFERENCES orders (row),
     credit INTEGER NOT NULL,
     level INTEGER NOT NULL CHECK (level > 0),
     earned INTEGER NOT NULL CHECK (earned IN (0, 1)),
     kept INTEGER NOT NULL CHECK (kept >= 0),
     phase TEXT NOT NULL,
     PRIMARY KEY (order_row, credit, level)
   ) STRICT, WITHOUT ROWID`,
  // Orders whose read model lags.
  "CREATE TABLE unprojected (order_row INTEGER PRIMARY KEY) STRICT",
  // The greatest length and head of each promoter's journal that a delivery was acknowledged with.
  `CREATE TABLE journal_heads (
     promoter INTEGER PRIMARY KEY,
     entries INTEGER NOT NULL,
     head TEXT NOT NULL
   ) STRICT`,
  // To be decided anew, with the number of times that evidence has come.
  `CREATE TABLE late_orders (
     order_row INTEGER PRIMARY KEY REFERENCES orders (row),
     pieces INTEGER NOT NULL DEFAULT 1
   ) STRICT`,
  ...VOIDED_SCHEMA,
  ...READ_BACK_SCHEMA,
];

/** What others were told of an order's worth, where that is more than a reversed amount. */
const WORTH_SCHEMA: SchemaStep = ["ALTER TABLE orders ADD COLUMN tallied_worth TEXT"];

export const LEDGER_TABLES: Schema = {
  name: "ledger",
  steps: [
    LEDGER_SCHEMA,
    SLOT_MOVE_SCHEMA,
    PAGE_ORDER_SCHEMA,
    WORTH_SCHEMA,
    WAITING_EVENTS_SCHEMA,
    LINK_SCHEMA,
  ],
  backfills: [LIST_WAITING],
};
