/**
 * Brings an object's own SQLite tables up to date before it answers. Each step runs once, in sequence, and all that are
 * new in one transaction. A step takes as long in a full object as in an empty one; a test refuses others. What has to be
 * filled row by row is a {@link Backfill}, done by the alarm in parts.
 */
import { BACKFILL_TABLE, type Backfill, noteFilled } from "./backfill-storage.ts";
import { logError } from "./log.ts";

/** One step of a schema: statements without parameters. */
export type SchemaStep = readonly string[];

/** Tables that belong together. What a release has of them never changes: more is a further step. */
export interface Schema {
  readonly name: string;
  readonly steps: readonly SchemaStep[];
  readonly backfills: readonly Backfill[];
}

const STEPS = `CREATE TABLE IF NOT EXISTS schema_steps (
  schema TEXT NOT NULL,
  step INTEGER NOT NULL,
  PRIMARY KEY (schema, step)
) STRICT, WITHOUT ROWID`;

/**
 * Applies the steps that this object has not seen. Steps of a later version of the code, which this one does not know, are
 * left alone. Call it inside `blockConcurrencyWhile`.
 *
 * @returns the schemas of which a later version has applied more, with how many of how many.
 * @throws Error that names the step which failed. Nothing is changed then.
 */
export function applySchemas(storage: DurableObjectStorage, schemas: readonly Schema[]): string[] {
  return storage.transactionSync(() => {
    storage.sql.exec(STEPS);
    storage.sql.exec(BACKFILL_TABLE);
    return schemas.flatMap((schema) => {
      const applied = applySchema(storage.sql, schema);
      const known = schema.steps.length;
      return applied > known ? [`${schema.name} ${applied} of ${known}`] : [];
    });
  });
}

/** @returns how many steps were applied before. */
function applySchema(sql: SqlStorage, { name, steps, backfills }: Schema): number {
  const { applied } = sql
    .exec<{ applied: number }>("SELECT count(*) AS applied FROM schema_steps WHERE schema = ?", name)
    .one();
  steps.slice(applied).forEach((statements, index) => {
    const step = applied + index + 1;
    try {
      for (const statement of statements) sql.exec(statement);
    } catch (cause) {
      const error = new Error(`step ${step} of the schema ${name} failed, and nothing was changed`, {
        cause,
      });
      logError("schema_step_failed", error, { schema: name, step });
      throw error;
    }
    sql.exec("INSERT INTO schema_steps (schema, step) VALUES (?, ?)", name, step);
  });
  // A new object has no rows of before: nothing is left to fill, and no alarm is needed for it.
  if (applied === 0) backfills.forEach(({ name: filled }) => noteFilled(sql, filled));
  return applied;
}
