/** Programs whose objects an operator put back to an earlier moment. */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { RestoreState } from "./restore-states.ts";

export const restores = sqliteTable(
  "restores",
  {
    number: integer().primaryKey(),
    programId: text("program_id").notNull(),
    toMs: integer("to_ms").notNull(),
    reason: text().notNull(),
    state: text().$type<RestoreState>().notNull(),
    startedAtMs: integer("started_at_ms").notNull(),
    finishedAtMs: integer("finished_at_ms"),
    restored: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    run: integer(),
    failure: text(),
    steppedAtMs: integer("stepped_at_ms").notNull().default(0),
    leftOut: text("left_out", { mode: "json" }).$type<readonly string[]>().notNull().default([]),
  },
  (t) => [index("restores_by_program").on(t.programId, t.number)],
);
