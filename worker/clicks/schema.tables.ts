/** Hourly counters of links and pages, and the messages that a consumer gave up on. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";

export const clickCounters = sqliteTable(
  "click_counters",
  {
    program: integer().notNull(),
    hourMs: integer("hour_ms").notNull(),
    link: integer().notNull(),
    promoter: integer().notNull(),
    clicks: integer().notNull().default(0),
    uniqueClicks: integer("unique_clicks").notNull().default(0),
    impressions: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.program, t.hourMs, t.link] })],
);

export const invalidCounters = sqliteTable(
  "invalid_counters",
  {
    program: integer().notNull(),
    hourMs: integer("hour_ms").notNull(),
    link: integer().notNull(),
    promoter: integer().notNull(),
    reason: text().notNull(),
    clicks: integer().notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.program, t.hourMs, t.link, t.reason] })],
);

const clickKinds = {
  program: integer().notNull(),
  startMs: integer("start_ms").notNull(),
  /** A channel of clicks that count, a reason of those that do not, or `impression`. */
  kind: text().notNull(),
  clicks: integer().notNull(),
  uniqueClicks: integer("unique_clicks").notNull(),
};

export const clickHours = sqliteTable("click_hours", clickKinds, (t) => [
  primaryKey({ columns: [t.program, t.startMs, t.kind] }),
]);

export const clickDays = sqliteTable("click_days", clickKinds, (t) => [
  primaryKey({ columns: [t.program, t.startMs, t.kind] }),
]);

const linkClicks = {
  program: integer().notNull(),
  startMs: integer("start_ms").notNull(),
  promoter: integer().notNull(),
  link: integer().notNull(),
  /** Why clicks do not count; empty of those that do. */
  reason: text().notNull(),
  clicks: integer().notNull(),
  uniqueClicks: integer("unique_clicks").notNull(),
  impressions: integer().notNull(),
};

export const linkDays = sqliteTable("link_days", linkClicks, (t) => [
  primaryKey({ columns: [t.program, t.startMs, t.promoter, t.link, t.reason] }),
]);

export const linkMonths = sqliteTable("link_months", linkClicks, (t) => [
  primaryKey({ columns: [t.program, t.promoter, t.link, t.reason, t.startMs] }),
]);

export const pageCounters = sqliteTable(
  "page_counters",
  {
    program: integer().notNull(),
    hourMs: integer("hour_ms").notNull(),
    link: integer().notNull(),
    promoter: integer().notNull(),
    pageviews: integer().notNull().default(0),
    conversions: integer().notNull().default(0),
    amountMinor: integer("amount_minor").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.program, t.hourMs, t.link] })],
);

export const reportedConversions = sqliteTable(
  "reported_conversions",
  {
    program: integer().notNull(),
    number: integer().notNull(),
    key: text().notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.program, t.number] }),
    unique().on(t.program, t.key),
    index("reported_conversions_by_time").on(t.atMs),
  ],
);

export const deadLetters = sqliteTable(
  "dead_letters",
  {
    number: integer().primaryKey(),
    queue: text().notNull(),
    messageId: text("message_id").notNull().unique(),
    body: text().notNull(),
    receivedAtMs: integer("received_at_ms").notNull(),
    replayedAtMs: integer("replayed_at_ms"),
    batchId: text("batch_id"),
    doneAtMs: integer("done_at_ms"),
  },
  (t) => [
    index("dead_letters_waiting")
      .on(t.number)
      .where(sql`replayed_at_ms IS NULL`),
    index("dead_letters_open")
      .on(t.batchId)
      .where(sql`done_at_ms IS NULL`),
  ],
);
