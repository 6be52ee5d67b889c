/** Every test file finds the databases migrated. Files that share a runtime share them too, and open programs of their own. */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

declare global {
  namespace Cloudflare {
    interface Env {
      TEST_MIGRATIONS: Record<"config" | "links" | "reports", D1Migration[]>;
    }
  }
}

const MIGRATED = Symbol.for("tributary.migrated");
/** Of files that share a runtime, each comes by here. */
const shared = globalThis as unknown as { [MIGRATED]?: Promise<unknown> };
await (shared[MIGRATED] ??= Promise.all([
  applyD1Migrations(env.CONFIG, env.TEST_MIGRATIONS.config),
  applyD1Migrations(env.LINKS, env.TEST_MIGRATIONS.links),
  applyD1Migrations(env.REPORTS, env.TEST_MIGRATIONS.reports),
]));
