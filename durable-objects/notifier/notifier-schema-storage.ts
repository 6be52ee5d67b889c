/** Tables of a Notifier: the log of a program's events, and who follows it. */
import type { Schema, SchemaStep } from "../object/schema-storage.ts";

const LOG_SCHEMA: SchemaStep = [
  `CREATE TABLE notifications (
     sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
     -- The same for every repeat, so that an event is taken once.
     id TEXT NOT NULL UNIQUE,
     type TEXT NOT NULL,
     occurred_at_ms INTEGER NOT NULL,
     recorded_at_ms INTEGER NOT NULL,
     -- Who may read it beside the merchant.
     promoter INTEGER,
     -- The merchant's id of the member or customer whom it names, apart from its data, so that it can be erased.
     person TEXT,
     data TEXT NOT NULL
   ) STRICT`,
  "CREATE INDEX notifications_of_promoter ON notifications (promoter, sequence) WHERE promoter IS NOT NULL",
  // For erasures: customers by their ids, and promoters as members by their numbers.
  "CREATE INDEX notifications_of_customer ON notifications (person) WHERE person IS NOT NULL AND promoter IS NULL",
  "CREATE INDEX notifications_of_member ON notifications (promoter) WHERE person IS NOT NULL AND promoter IS NOT NULL",
];

const FOLLOWING_SCHEMA: SchemaStep = [
  // From this number on, until the next, events were numbered by one life of the log.
  `CREATE TABLE log_lives (
     from_sequence INTEGER PRIMARY KEY,
     life TEXT NOT NULL
   ) STRICT`,
  `CREATE TABLE followers (
     object TEXT PRIMARY KEY,
     -- Whose events alone it follows.
     promoter INTEGER,
     -- It is to hear of the log while the first number is greater.
     wanted INTEGER NOT NULL,
     known INTEGER NOT NULL,
     failures INTEGER NOT NULL,
     next_at_ms INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX followers_to_tell ON followers (next_at_ms) WHERE wanted > known",
  "CREATE INDEX followers_of_promoter ON followers (promoter)",
];

export const NOTIFIER_TABLES: Schema = {
  name: "notifier",
  steps: [LOG_SCHEMA, FOLLOWING_SCHEMA],
  backfills: [],
};
