/** Tables of an AccountBook: wallets with their journals, payouts and batches, sales and tiers, budgets, ends of contests. */
import type { Schema, SchemaStep } from "../object/schema-storage.ts";
import { BUDGET_NEWS_SCHEMA } from "./budgets/budget-news-storage.ts";
import { BUDGET_SCHEMA } from "./budgets/budget-storage.ts";
import { CONTEST_END_SCHEMA } from "./contests/contest-end-storage.ts";
import { PAYOUT_BATCH_SCHEMA } from "./payouts/payout-batch-storage.ts";
import { FIRST_APPROVAL_SCHEMA, PAYEE_HISTORY_SCHEMA } from "./payouts/payee-schema-storage.ts";
import { LIST_PAYOUTS, PAYOUT_LIST_SCHEMA } from "./payouts/payout-list-storage.ts";
import { PAYOUT_SUM_SCHEMA, SUM_PAYOUTS } from "./payouts/payout-sum-storage.ts";
import { PAYOUT_SCHEMA } from "./payouts/payout-storage.ts";
import { TRANSFER_CANCEL_SCHEMA, TRANSFER_SCHEMA } from "./payouts/transfer-storage.ts";
import { NETWORK_SCHEMA } from "./risk/network-storage.ts";
import { DISPLACED_SCHEMA, RISK_SCHEMA } from "./risk/use-storage.ts";
import { OWED_SALES_SCHEMA, SALES_SCHEMA } from "./sales/sales-storage.ts";
import { UNPUBLISHED_HEAD_SCHEMA } from "./wallets/unpublished-head-storage.ts";
import { ADJUSTMENT_LIST_SCHEMA } from "./wallets/adjustment-storage.ts";
import { WALLET_SCHEMA } from "./wallets/wallet-storage.ts";

const BOOK_SCHEMA: SchemaStep = [
  ...WALLET_SCHEMA,
  ...PAYOUT_SCHEMA,
  ...PAYOUT_BATCH_SCHEMA,
  ...SALES_SCHEMA,
  ...BUDGET_SCHEMA,
  ...UNPUBLISHED_HEAD_SCHEMA,
];

export const BOOK_TABLES: Schema = {
  name: "book",
  steps: [
    BOOK_SCHEMA,
    OWED_SALES_SCHEMA,
    PAYEE_HISTORY_SCHEMA,
    ADJUSTMENT_LIST_SCHEMA,
    PAYOUT_LIST_SCHEMA,
    RISK_SCHEMA,
    NETWORK_SCHEMA,
    DISPLACED_SCHEMA,
    BUDGET_NEWS_SCHEMA,
    PAYOUT_SUM_SCHEMA,
    CONTEST_END_SCHEMA,
    TRANSFER_SCHEMA,
    TRANSFER_CANCEL_SCHEMA,
    FIRST_APPROVAL_SCHEMA,
  ],
  backfills: [LIST_PAYOUTS, SUM_PAYOUTS],
};
