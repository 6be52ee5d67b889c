/** Tables of a Journey: customers with their bindings, and the evidence that speaks for promoters. */
import type { Schema } from "../object/schema-storage.ts";
import { CUSTOMER_SCHEMA, PAID_ORDERS_SCHEMA } from "./customer-storage.ts";
import { DEVICE_SCHEMA } from "./device-storage.ts";
import { ERASING_SCHEMA } from "./erasing-storage.ts";
import { EVIDENCE_SCHEMA } from "./evidence-storage.ts";
import { CUSTOMER_MOVE_SCHEMA } from "./moves/customer-move-storage.ts";

export const JOURNEY_TABLES: Schema = {
  name: "journey",
  steps: [
    [...CUSTOMER_SCHEMA, ...EVIDENCE_SCHEMA],
    CUSTOMER_MOVE_SCHEMA,
    ERASING_SCHEMA,
    PAID_ORDERS_SCHEMA,
    DEVICE_SCHEMA,
  ],
  backfills: [],
};
