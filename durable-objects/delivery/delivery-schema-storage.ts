/** Tables of every owner: what it has of its senders, and what it tells its receivers. */
import type { Schema } from "../object/schema-storage.ts";
import { INBOX_SCHEMA } from "./inbox-storage.ts";
import { OUTBOX_SCHEMA } from "./outbox-schema-storage.ts";

export const DELIVERY_TABLES: Schema = {
  name: "delivery",
  steps: [[...INBOX_SCHEMA, ...OUTBOX_SCHEMA]],
  backfills: [],
};
