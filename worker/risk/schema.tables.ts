/** What is known of promoters' figures since the last night. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const promoterStatistics = sqliteTable(
  "promoter_statistics",
  {
    programId: text("program_id").notNull(),
    promoter: integer().notNull(),
    day: integer().notNull(),
    figures: text().notNull(),
    patterns: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.programId, t.promoter] })],
);
