/** How many steps of their schemas this version of the code knows, by class of objects, as files of objects are named. */
import { BOOK_TABLES } from "../../durable-objects/account-book/book-schema-storage.ts";
import { GUARD_TABLES } from "../../durable-objects/click-guard/guard-schema-storage.ts";
import { LEDGER_TABLES } from "../../durable-objects/commission-ledger/ledger-schema-storage.ts";
import { DELIVERY_TABLES } from "../../durable-objects/delivery/delivery-schema-storage.ts";
import { JOURNEY_TABLES } from "../../durable-objects/journey/journey-schema-storage.ts";
import { TREE_TABLES } from "../../durable-objects/referral-tree/tree-schema-storage.ts";

/** Every owner has the tables of its class and those of deliveries. */
export const KNOWN_STEPS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries({
    AccountBook: BOOK_TABLES,
    ClickGuard: GUARD_TABLES,
    CommissionLedger: LEDGER_TABLES,
    Journey: JOURNEY_TABLES,
    ReferralTree: TREE_TABLES,
  }).map(([name, { steps }]) => [name, steps.length + DELIVERY_TABLES.steps.length]),
);
