/** Templates of posters and of share texts, what a model wrote, and materials, in D1 `config`. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { MATERIAL_KINDS } from "../../domain/sharing/material.ts";
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

export const modelCopies = sqliteTable(
  "model_copies",
  {
    number: integer().primaryKey(),
    program: integer().notNull(),
    /** Null: the merchant asked. */
    promoter: integer().$type<PromoterRef>(),
    /** A digest. */
    asked: text().notNull(),
    /** JSON, as the model wrote them; null until it has. */
    texts: text(),
    askedAtMs: integer("asked_at_ms").notNull(),
  },
  (t) => [
    index("model_copies_of_programs").on(t.program, t.askedAtMs),
    index("model_copies_by_time").on(t.askedAtMs),
  ],
);

export const materials = sqliteTable(
  "materials",
  {
    program: integer().notNull(),
    id: text().notNull(),
    kind: text({ enum: MATERIAL_KINDS }).notNull(),
    position: integer().notNull(),
    publishedFromMs: integer("published_from_ms"),
    publishedUntilMs: integer("published_until_ms"),
    promoter: integer().$type<PromoterRef>(),
    /** JSON. */
    material: text().notNull(),
    requestHash: text("request_hash").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
    picture: text(),
  },
  (t) => [
    primaryKey({ columns: [t.program, t.id] }),
    index("materials_in_order").on(t.program, t.position, t.id),
    index("materials_of_promoters")
      .on(t.program, t.promoter)
      .where(sql`promoter IS NOT NULL`),
  ],
);
