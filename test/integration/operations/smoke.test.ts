import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

test("migrations apply to all three databases", async () => {
  const databases = { config: env.CONFIG, links: env.LINKS, reports: env.REPORTS };
  for (const [name, database] of Object.entries(databases)) {
    const { results } = await database.prepare("SELECT name FROM d1_migrations ORDER BY id").all();
    const files = env.TEST_MIGRATIONS[name as keyof typeof databases];
    expect(results.map((row) => row["name"])).toEqual(files.map((file) => file.name));
    expect(files).not.toEqual([]);
  }
});
