/** Templates of posters and of share texts in D1 `config`. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { COPY_LANGUAGES, TONES } from "../../domain/sharing/share-text.ts";

export const posters = sqliteTable(
  "posters",
  {
    program: integer().notNull(),
    id: text().notNull(),
    /** JSON. */
    poster: text().notNull(),
    requestHash: text("request_hash").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.program, t.id] })],
);

export const copyTemplates = sqliteTable(
  "copy_templates",
  {
    program: integer().notNull(),
    id: text().notNull(),
    language: text({ enum: COPY_LANGUAGES }).notNull(),
    tone: text({ enum: TONES }).notNull(),
    /** Empty: for all. */
    platform: text().notNull(),
    /** Empty: for any. */
    occasion: text().notNull(),
    text: text().notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.program, t.id] })],
);
