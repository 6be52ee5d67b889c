/** Marks of the keys of a deployment. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** `key` is `check`, or names the key's list and id, as in `data:1`. */
export const keyMarks = sqliteTable("key_marks", {
  key: text().primaryKey(),
  mark: text().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});
