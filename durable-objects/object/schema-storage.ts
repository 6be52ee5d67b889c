/** Brings an object's own SQLite tables up to date: each step runs once, in one transaction, in sequence. */

/** One step of a schema: statements without parameters. */
export type SchemaStep = readonly string[];

/** Applies the steps that this object has not seen. Call it inside `blockConcurrencyWhile`. */
export function applySchema(storage: DurableObjectStorage, steps: readonly SchemaStep[]): void {
  storage.transactionSync(() => {
    const { sql } = storage;
    sql.exec("CREATE TABLE IF NOT EXISTS schema_steps (step INTEGER PRIMARY KEY) STRICT");
    const applied = sql.exec<{ steps: number }>("SELECT count(*) AS steps FROM schema_steps").one().steps;
    steps.slice(applied).forEach((statements, index) => {
      for (const statement of statements) sql.exec(statement);
      sql.exec("INSERT INTO schema_steps (step) VALUES (?)", applied + index + 1);
    });
  });
}
