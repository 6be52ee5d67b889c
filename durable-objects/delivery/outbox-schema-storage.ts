/** Tables of the sending end. */
import type { SchemaStep } from "../object/schema-storage.ts";

export const OUTBOX_SCHEMA: SchemaStep = [
  `CREATE TABLE pairs (
     pair INTEGER PRIMARY KEY,
     receiver_class TEXT NOT NULL,
     receiver TEXT NOT NULL,
     last_seq INTEGER NOT NULL DEFAULT 0,
     acked_seq INTEGER NOT NULL DEFAULT 0 CHECK (acked_seq <= last_seq),
     failures INTEGER NOT NULL DEFAULT 0,
     retry_at_ms INTEGER NOT NULL DEFAULT 0,
     -- The life that issued the last number.
     life TEXT NOT NULL,
     UNIQUE (receiver_class, receiver)
   ) STRICT`,
  // From which number on each life of this object numbered the rows of a pair.
  `CREATE TABLE lives (
     pair INTEGER NOT NULL,
     from_seq INTEGER NOT NULL CHECK (from_seq > 0),
     life TEXT NOT NULL,
     PRIMARY KEY (pair, from_seq)
   ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE outbox (
     pair INTEGER NOT NULL,
     seq INTEGER NOT NULL CHECK (seq > 0),
     kind TEXT NOT NULL,
     order_row INTEGER,
     credit INTEGER,
     level INTEGER,
     phase TEXT,
     amount INTEGER,
     promoter INTEGER,
     at_ms INTEGER NOT NULL,
     reopens INTEGER NOT NULL DEFAULT 0,
     about TEXT,
     PRIMARY KEY (pair, seq)
   ) STRICT, WITHOUT ROWID`,
  // What receivers refused. One that was sent again, under another number, says when.
  `CREATE TABLE refused_rows (
     pair INTEGER NOT NULL,
     seq INTEGER NOT NULL,
     code TEXT NOT NULL,
     -- What a budget granted and the order's owner could not take.
     granted INTEGER CHECK (granted >= 0),
     replayed_at_ms INTEGER,
     PRIMARY KEY (pair, seq)
   ) STRICT, WITHOUT ROWID`,
];
