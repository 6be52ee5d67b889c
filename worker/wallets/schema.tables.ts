/** Where journals were found right. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

export const journalCheckpoints = sqliteTable(
  "journal_checkpoints",
  {
    programId: text("program_id").notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    entries: integer().notNull(),
    head: text().notNull(),
    available: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.promoter, t.entries] })],
);
