/**
 * Every table that holds text is known either to hold nobody, or for how an erasure or its age takes a person out of it. A new
 * table is sorted here before it is stored, and docs/privacy.md says the same for people.
 */
import { expect, test } from "vitest";
import { SCHEMAS } from "../../../tidy/seals.ts";
import { filesMatching, read } from "../../../tidy/read/source.ts";

/** What takes people out of a table. */
const OF_PEOPLE: Readonly<Record<string, "erasure" | "age">> = {
  // Orders of a ledger, and their read model in D1, which has the same name.
  orders: "erasure",
  events: "erasure",
  customers: "erasure",
  visitors: "erasure",
  touch_paths: "erasure",
  order_devices: "erasure",
  click_uses: "erasure",
  contact_uses: "erasure",
  payee_tags: "erasure",
  erasing_customers: "erasure",
  // Joins and what is relayed between Journeys.
  outbox: "erasure",
  promoters: "erasure",
  notifications: "erasure",
  upline_changes: "erasure",
  payees: "erasure",
  payee_changes: "erasure",
  payee_proposals: "erasure",
  payouts: "erasure",
  payout_batch_books: "erasure",
  // What a promoter confirms with in WeChat.
  payout_transfers: "erasure",
  adjustments: "erasure",
  links: "erasure",
  erasures: "erasure",
  unusable_webhooks: "age",
  source_deliveries: "erasure",
  dead_letters: "age",
  // Which promoter had a model write of what, for an hour.
  model_copies: "age",
  idempotency_keys: "age",
  judged_batches: "age",
  reported_conversions: "age",
  risk_cases: "erasure",
  promoter_notes: "erasure",
  // Stories of promoters.
  materials: "erasure",
  // Reasons of what was done to a promoter; the rest by its age.
  audit: "erasure",
  // People who sign in for the merchant: kept, once removed, as long as the audit that names them.
  people: "age",
  // What receivers answer, in their own words.
  attempts: "age",
  webhook_endpoints: "erasure",
  // Keyed hashes of who a promoter is in WeChat.
  wechat_openids: "erasure",
};

/** Ids of ours, ids of orders and campaigns, hashes, names of objects, words of closed lists, texts of operators on the service. */
const OF_NOBODY = new Set(
  `abandoned_heads adopted api_keys arrived_sums batch_collections bindings budgets campaign_versions campaigns
   catch_ups commissions counted_batches coupons grants invalid_counters journal journal_checkpoints journal_heads 
   key_marks known_objects left_slots link_campaign_versions lives month_sales object_conditions orphans overdue_alarms
   risk_case_orders contests contest_ranks contest_ends prized_ranks alert_totals alerts unsaid_alerts exports export_files unsaid_cases unsaid_webhooks click_days click_hours link_days link_months report_days report_months report_spans report_kept report_kept_sums report_periods report_period_sums report_period_customers report_quarters report_customers report_customer_months report_rebuilds promoter_statistics promoter_sums owed_sales pairs payout_batches payouts_by_state payout_sums programs projection_marks projection_watermarks promoter_numbers promoter_tokens
   put_back_objects read_back read_back_sales reconciliation_parts reconciliation_runs page_tokens refusals refused_batches refused_rows reservations restores
   copy_templates looks posters sign_in_links terms_acceptances terms_versions wechat_apps wechat_payouts
   rule_versions secrets senders settings_versions sold_amounts source_api_keys source_counts source_hours source_settings status_changes stopped_commissions taken_slots
   tier_changes tier_plan tier_versions totals turns unearned_orders unwoken_objects
   voided_reservations wallets webhook_secrets deliveries replays followers log_lives`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

/** Tables with a column of text. */
function textTables(statements: readonly string[]): Set<string> {
  const made = statements.flatMap((statement) => [
    ...statement.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(([\s\S]*?)\n?\s*\) STRICT/g),
  ]);
  return new Set(made.flatMap(([, name = "", columns = ""]) => (/\bTEXT\b/.test(columns) ? [name] : [])));
}

const tables = textTables([
  ...SCHEMAS.flatMap(({ steps }) => steps.flat()),
  ...filesMatching("migrations/*/*.sql").map((path) => read(path).text),
]);

test("every table with text is known to hold nobody, or to be emptied of people", () => {
  expect(tables.size).toBeGreaterThan(50);
  expect([...tables].filter((name) => !(name in OF_PEOPLE) && !OF_NOBODY.has(name))).toEqual([]);
});

test("every table that is sorted is there", () => {
  expect([...OF_NOBODY, ...Object.keys(OF_PEOPLE)].filter((name) => !tables.has(name))).toEqual([]);
});

test("no table is sorted twice", () => {
  expect(Object.keys(OF_PEOPLE).filter((name) => OF_NOBODY.has(name))).toEqual([]);
});

test("a table of text that nobody has sorted is found", () => {
  const statement = "CREATE TABLE diaries (\n  row INTEGER PRIMARY KEY,\n  entry TEXT NOT NULL\n) STRICT";
  expect([...textTables([statement])]).toEqual(["diaries"]);
  expect([...textTables(["CREATE TABLE counts (\n  n INTEGER\n) STRICT"])]).toEqual([]);
});
