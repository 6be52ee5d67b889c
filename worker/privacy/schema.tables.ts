/** Erasing of people: whom until it is done, and then only that it was done. */
import { sql } from "drizzle-orm";
import { integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

export const erasures = sqliteTable(
  "erasures",
  {
    number: integer().primaryKey(),
    program: integer().notNull(),
    kind: text({ enum: ["customer", "promoter"] }).notNull(),
    subject: text(),
    pseudonym: text(),
    promoter: integer().$type<PromoterRef>(),
    state: text({ enum: ["running", "finished", "refused"] }).notNull(),
    askedAtMs: integer("asked_at_ms").notNull(),
    finishedAtMs: integer("finished_at_ms"),
    scrubbedAtMs: integer("scrubbed_at_ms"),
  },
  (t) => [
    uniqueIndex("erasures_open")
      .on(t.program, t.subject)
      .where(sql`subject IS NOT NULL`),
    uniqueIndex("erasures_open_promoter")
      .on(t.program, t.promoter)
      .where(sql`subject IS NOT NULL`),
  ],
);
