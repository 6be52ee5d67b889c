/** Notes of promoters in D1 `config`. */
import { desc } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

export const promoterNotes = sqliteTable(
  "promoter_notes",
  {
    number: integer().primaryKey({ autoIncrement: true }),
    program: integer().notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    id: text().notNull().unique(),
    text: text().notNull(),
    /** As the audit names who acts. */
    author: text().notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (t) => [index("promoter_notes_newest").on(t.program, t.promoter, desc(t.number))],
);
