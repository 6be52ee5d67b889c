/** How many steps of their schemas this version of the code knows, by class of objects, as files of objects are named. */
import { BOOK_TABLES } from "../../durable-objects/account-book/book-schema-storage.ts";
import { GUARD_TABLES } from "../../durable-objects/click-guard/guard-schema-storage.ts";
import { LEDGER_TABLES } from "../../durable-objects/commission-ledger/ledger-schema-storage.ts";
import { DELIVERY_TABLES } from "../../durable-objects/delivery/delivery-schema-storage.ts";
import { JOURNEY_TABLES } from "../../durable-objects/journey/journey-schema-storage.ts";
import { NOTIFIER_TABLES } from "../../durable-objects/notifier/notifier-schema-storage.ts";
import type { Schema } from "../../durable-objects/object/schema-storage.ts";
import { TREE_TABLES } from "../../durable-objects/referral-tree/tree-schema-storage.ts";
import { WEBHOOK_TABLES } from "../../durable-objects/webhook-endpoint/webhook-schema-storage.ts";

/** Every owner has the tables of its class and those of deliveries. */
const OWNERS: Readonly<Record<string, Schema>> = {
  AccountBook: BOOK_TABLES,
  ClickGuard: GUARD_TABLES,
  CommissionLedger: LEDGER_TABLES,
  Journey: JOURNEY_TABLES,
  Notifier: NOTIFIER_TABLES,
  ReferralTree: TREE_TABLES,
};

export const KNOWN_STEPS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    Object.entries(OWNERS).map(([name, { steps }]) => [name, steps.length + DELIVERY_TABLES.steps.length]),
  ),
  // Tells nobody of its own by rows.
  WebhookEndpoint: WEBHOOK_TABLES.steps.length,
};
