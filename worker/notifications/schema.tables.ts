/** What happened and is not in a program's log of events yet. Triggers write it with the change that it is of. */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { ALERT_KINDS, DIRECTIONS } from "../../domain/alerts/alerts.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { CASE_STATES } from "../../domain/risk/risk-case.ts";

/** In D1 `config`. */
export const unsaidCases = sqliteTable(
  "unsaid_cases",
  {
    number: integer().primaryKey(),
    program: integer().notNull(),
    caseNumber: integer("case_number").notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    state: text({ enum: CASE_STATES }).notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (t) => [index("unsaid_cases_of_program").on(t.program, t.number)],
);

/** In D1 `reports`. */
export const unsaidWebhooks = sqliteTable(
  "unsaid_webhooks",
  {
    number: integer().primaryKey(),
    programId: text("program_id").notNull(),
    webhookNumber: integer("webhook_number").notNull(),
    source: text().notNull(),
    reason: text().notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (t) => [index("unsaid_webhooks_of_program").on(t.programId, t.number)],
);

/** In D1 `reports`. */
export const unsaidAlerts = sqliteTable(
  "unsaid_alerts",
  {
    number: integer().primaryKey(),
    programId: text("program_id").notNull(),
    alertNumber: integer("alert_number").notNull(),
    kind: text({ enum: ALERT_KINDS }).notNull(),
    source: text().notNull(),
    direction: text({ enum: DIRECTIONS }).notNull(),
    observed: integer().notNull(),
    expected: integer().notNull(),
    isOpen: integer("is_open").notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (t) => [index("unsaid_alerts_of_program").on(t.programId, t.number)],
);
