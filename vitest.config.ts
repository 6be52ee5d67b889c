import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const migrations = {
  TEST_MIGRATIONS: {
    config: await readD1Migrations("migrations/config"),
    links: await readD1Migrations("migrations/links"),
    reports: await readD1Migrations("migrations/reports"),
  },
};

/** Keys of the tests alone. */
const secrets = {
  ADMIN_TOKEN: "operator-of-the-tests",
  TOKEN_KEYS: "1:dG9rZW4ta2V5LW9mLXRoZS10ZXN0cy0wMDAwMDAwMDE=",
  CHECK_KEY: "Y2hlY2sta2V5LW9mLXRoZS10ZXN0cy0wMDAwMDAwMDE=",
  DATA_KEY: "1:ZGF0YS1rZXktb2YtdGhlLXRlc3RzLTAwMDAwMDAwMDE=",
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "core",
          include: ["test/{unit,property,simulation,tidy}/**/*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings: { ...secrets, ...migrations } },
          }),
        ],
        test: {
          name: "workerd",
          include: ["test/integration/**/*.test.ts"],
          setupFiles: ["test/support/apply-migrations.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "system",
          include: ["test/system/**/*.test.ts"],
          testTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
