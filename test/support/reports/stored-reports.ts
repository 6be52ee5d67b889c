/** The database of reports in a file of its own, for tests that need no service. */
import { databaseBinding, StoredDatabase } from "../../simulation/platform/stored-database.ts";

/** Opens it with all migrations, and closes it however the test ends. */
export async function withReports(
  use: (database: StoredDatabase, reports: D1Database) => Promise<void>,
): Promise<void> {
  const database = new StoredDatabase("REPORTS");
  try {
    await use(
      database,
      databaseBinding(async (statements) => database.run(statements)),
    );
  } finally {
    database.close();
  }
}
