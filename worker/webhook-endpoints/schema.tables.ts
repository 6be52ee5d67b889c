/** Webhook endpoints, and what their messages are signed with. */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { EndpointState } from "../../domain/notification/webhook-delivery.ts";

export const webhookEndpoints = sqliteTable(
  "webhook_endpoints",
  {
    number: integer().primaryKey(),
    program: integer().notNull(),
    id: text().notNull().unique(),
    promoter: integer().$type<PromoterRef>(),
    url: text().notNull(),
    types: text().notNull(),
    description: text().notNull(),
    state: text().$type<EndpointState>().notNull(),
    stateSinceMs: integer("state_since_ms").notNull(),
    version: integer().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (t) => [index("webhook_endpoints_of_owner").on(t.program, t.promoter, t.number)],
);

export const webhookSecrets = sqliteTable(
  "webhook_secrets",
  {
    number: integer().primaryKey(),
    endpoint: text().notNull(),
    sealed: text().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms"),
  },
  (t) => [index("webhook_secrets_of_endpoint").on(t.endpoint, t.number)],
);
