/** Tables of a WebhookEndpoint: what was sent or waits to be, each attempt, and what is to be sent again. */
import type { Schema, SchemaStep } from "../object/schema-storage.ts";

const DELIVERY_SCHEMA: SchemaStep = [
  `CREATE TABLE deliveries (
     row INTEGER PRIMARY KEY AUTOINCREMENT,
     event_id TEXT NOT NULL UNIQUE,
     sequence INTEGER NOT NULL,
     type TEXT NOT NULL,
     -- Events of one order and of one promoter are sent in sequence.
     order_id TEXT,
     promoter INTEGER,
     -- waiting, succeeded or failed.
     state TEXT NOT NULL,
     -- Attempts that failed since it was taken, or was to be sent again.
     tries INTEGER NOT NULL,
     -- All attempts ever.
     attempts INTEGER NOT NULL,
     next_at_ms INTEGER NOT NULL,
     -- 1: what follows of the same order or promoter waits for it.
     holds INTEGER NOT NULL,
     created_at_ms INTEGER NOT NULL
   ) STRICT`,
  "CREATE INDEX deliveries_waiting ON deliveries (next_at_ms) WHERE state = 'waiting'",
  "CREATE INDEX deliveries_failed ON deliveries (row) WHERE state = 'failed'",
  "CREATE INDEX deliveries_holding_order ON deliveries (order_id, sequence) WHERE holds = 1",
  "CREATE INDEX deliveries_holding_promoter ON deliveries (promoter, sequence) WHERE holds = 1",
  `CREATE TABLE attempts (
     delivery INTEGER NOT NULL,
     number INTEGER NOT NULL,
     at_ms INTEGER NOT NULL,
     duration_ms INTEGER NOT NULL,
     status INTEGER,
     fault TEXT,
     -- The first 1 KiB.
     answer TEXT NOT NULL,
     PRIMARY KEY (delivery, number)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE replays (
     row INTEGER PRIMARY KEY,
     after_sequence INTEGER NOT NULL,
     -- The life of the log that gave that number.
     after_life TEXT,
     up_to INTEGER NOT NULL
   ) STRICT`,
];

export const WEBHOOK_TABLES: Schema = { name: "webhook", steps: [DELIVERY_SCHEMA], backfills: [] };
