import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { unstable_readConfig } from "wrangler";
import { ByProject } from "./test/support/vitest/by-project.ts";
import { useMemoryForTemporaryFiles } from "./test/support/memory-directory.ts";
import { offerNoCompression } from "./test/support/vitest/plain-sockets.ts";
import { productAsOne } from "./test/support/vitest/product-as-one.ts";
import { SlowestFiles } from "./test/support/vitest/slowest-files.ts";
import { CopyModels } from "./test/support/sharing/copy-models.ts";
import { Vendors } from "./test/support/vendors/vendors.ts";
import { Receivers } from "./test/support/webhooks/receivers.ts";
import { WechatTransfers } from "./test/support/wechat/transfers.ts";
import { Wechat } from "./test/support/wechat/wechat.ts";

useMemoryForTemporaryFiles();
// What wrangler.toml names has to be there. Tests inside of workerd ask for no page.
mkdirSync("dist/pages", { recursive: true });
offerNoCompression();
// All cores are at work already: what V8 would do beside, in threads of its own, would only take turns with it.
process.env["MINIFLARE_WORKERD_V8_FLAGS"] ??= "--single-threaded";

const migrations = {
  TEST_MIGRATIONS: {
    config: await readD1Migrations("migrations/config"),
    links: await readD1Migrations("migrations/links"),
    reports: await readD1Migrations("migrations/reports"),
  },
};

/** How the queues are consumed, for tests that deliver by a clock of their own. */
const { queues } = unstable_readConfig({ config: "./wrangler.toml" }, { hideWarnings: true });
const queueConsumers = { QUEUE_CONSUMERS: queues.consumers ?? [] };

/** Keys of the tests alone. */
const secrets = {
  SHARE_ORIGINS: "https://go2.shop.example, https://go3.shop.example",
  ADMIN_TOKEN: "operator-of-the-tests",
  SECURITY_CONTACT: "mailto:security@shop.example",
  TOKEN_KEYS: "1:dG9rZW4ta2V5LW9mLXRoZS10ZXN0cy0wMDAwMDAwMDE=",
  CHECK_KEY: "Y2hlY2sta2V5LW9mLXRoZS10ZXN0cy0wMDAwMDAwMDE=",
  DATA_KEY: "1:ZGF0YS1rZXktb2YtdGhlLXRlc3RzLTAwMDAwMDAwMDE=",
};

const effort = { TEST_EFFORT: process.env["TEST_EFFORT"] ?? "" };

/** Files that wait, beside those that processors work on: with two of them, processors had nothing to do for a tenth of the time. */
const WAITING_FILES = 3;

/** Each loads as one module in place of a hundred: what a file of tests waits for is the number of modules. */
const packages = [
  "@hono/zod-openapi",
  "@stablelib/hmac",
  "@stablelib/sha256",
  "@upstash/redis/cloudflare",
  "drizzle-orm",
  "drizzle-orm/d1",
  "drizzle-orm/sqlite-core",
  "hono",
  "hono/http-exception",
  "isbot",
  "standardwebhooks",
  "stripe",
  "zod",
];

/** What a failing test shows of a package is as it was bundled: its map is three times as long, and each runtime reads it. */
const WITHOUT_MAPS = {
  name: "packages-without-maps",
  enforce: "post" as const,
  transform: (code: string, id: string) =>
    id.includes("/deps_ssr/") ? { code, map: { mappings: "" as const } } : undefined,
};

/** Requests by chance to every route: a minute of `npm run check`. */
const FUZZ = ["test/integration/fuzz/**/*.test.ts"];

/** Tests of what one isolate remembers. Each starts a runtime of its own. */
const ISOLATE = [
  "test/integration/edge/storage.test.ts",
  "test/integration/programs/{program-cache,shared-reads}.test.ts",
  // Counts the rows that a whole database is read for.
  "test/integration/http/list-costs.test.ts",
  // Asks for the newest time of a whole database, where other tests store times of the future.
  "test/integration/operations/check-clock.test.ts",
];

/** What takes minutes: services that are killed, put back, flooded, grown, packed and replaced while they work. */
const LONG = [
  "test/e2e/{backup,catch-up,corrupt-object,erase,flood,kill,production,restore,stop,watchdog}.test.ts",
  "test/e2e/{growth,versions}/*.test.ts",
  "test/e2e/guesses.test.ts",
  "test/e2e/webhooks/webhooks-out.test.ts",
];

/**
 * Objects that are aborted or put back, and what is made up for then: most of it is waiting. In the simulated worlds of
 * `npm test` they are as well.
 */
const PUT_BACK = [
  "test/integration/restores/*.test.ts",
  "test/integration/*/*put-back*.test.ts",
  "test/integration/operations/{aborts,lost-decision}.test.ts",
];

/** A real Redis with so many milliseconds to answer in, as in production: nothing else may hold it up. Last, and one by one. */
const ALONE = ["test/system/upstash-limiter.test.ts"];

/**
 * After so many ms a test hangs, or a condition never comes true. Never a measure of speed: machines have other work, and
 * what takes long there is no fault.
 */
const PATIENCE = {
  testTimeout: 1_800_000,
  hookTimeout: 600_000,
  expect: { poll: { timeout: 180_000 } },
};

/** A service as people run it, from outside. */
function outside(name: string, files: { readonly include: string[]; readonly exclude?: string[] }) {
  return {
    test: {
      name,
      globalSetup: ["test/support/built-worker.ts"],
      setupFiles: ["test/support/vitest/fresh-connections.ts"],
      ...PATIENCE,
      ...files,
    },
  } satisfies TestProjectInlineConfiguration;
}

/** Stand for the APIs of vendors, in place of the network. */
const vendors = new Vendors();
/** Stand for the merchants' systems that events are sent to. */
const receivers = new Receivers();

/** Stands for WeChat's API of official accounts. */
const wechat = new Wechat();
/** Stands for WeChat Pay's transfers to users. */
const transfers = new WechatTransfers();

/** Stands for the API of a model that writes share texts. */
const models = new CopyModels();

async function outsideWorld(request: Request): Promise<Response> {
  if (wechat.takes(request)) return await wechat.handle(request);
  if (transfers.takes(request)) return await transfers.handle(request);
  if (models.takes(request)) return await models.handle(request);
  return await (receivers.takes(request) ? receivers : vendors).handle(request);
}

/** What each file of tests inside of workerd begins with. */
const INSIDE = [
  "test/support/vitest/main-once.ts",
  "test/support/vitest/kept-console.ts",
  "test/support/apply-migrations.ts",
];

/** One runtime for many files: to start it, and to load the Worker, takes longer than most files do. */
const SHARED = { isolate: false, setupFiles: [...INSIDE, "test/support/load-sources.ts"] };

/** Tests inside of workerd, with the Worker and all that it is bound to. */
function insideWorkerd(
  name: string,
  files: {
    readonly include: string[];
    readonly exclude?: string[];
    readonly isolate: boolean;
    readonly setupFiles?: string[];
  },
): TestProjectInlineConfiguration {
  return {
    plugins: [
      productAsOne(),
      WITHOUT_MAPS,
      cloudflareTest({
        wrangler: { configPath: "./wrangler.toml" },
        miniflare: {
          bindings: { ...secrets, ...migrations, ...queueConsumers, ...effort },
          serviceBindings: { VENDORS: outsideWorld },
        },
      }),
    ],
    test: {
      name,
      setupFiles: INSIDE,
      deps: { optimizer: { ssr: { enabled: true, include: packages } } },
      ...PATIENCE,
      ...files,
    },
  };
}

/** Where a report is written as JSON as well; nowhere unless it is said. */
const report = process.env["TEST_REPORT"] ?? "";

/**
 * Work that goes on behind an answer may load a module when its file of tests is over, and Vitest is closing. Nothing of the file
 * fails by it: its tests have ended, and the next file loads the module itself.
 */
function isOfClosing({ name, message }: { readonly name?: string; readonly message: string }): boolean {
  return name === "EnvironmentTeardownError" && message.includes("Closing rpc while");
}

export default defineConfig({
  test: {
    onUnhandledError: (error) => !isOfClosing(error),
    // Some files wait more than they work: for alarms, for queues, for a service that starts. More of them beside each other
    // would only have each wait for the processor.
    maxWorkers: availableParallelism() + WAITING_FILES,
    sequence: { sequencer: ByProject },
    reporters: ["default", new SlowestFiles(), ...(report === "" ? [] : ["json"])],
    outputFile: { json: report },
    // What a passing test logs is what it provoked.
    silent: "passed-only",
    projects: [
      {
        test: {
          name: "core",
          include: ["test/{unit,property,simulation,tidy}/**/*.test.ts"],
          isolate: false,
          ...PATIENCE,
        },
      },
      insideWorkerd("isolate", { include: ISOLATE, isolate: true }),
      insideWorkerd("fuzz", { include: FUZZ, isolate: true }),
      insideWorkerd("workerd", {
        include: ["test/integration/**/*.test.ts"],
        exclude: [...FUZZ, ...ISOLATE, ...PUT_BACK],
        ...SHARED,
      }),
      insideWorkerd("put-back", { include: PUT_BACK, ...SHARED }),
      outside("e2e", { include: ["test/e2e/**/*.test.ts"], exclude: LONG }),
      outside("long", { include: LONG }),
      outside("system", { include: ["test/system/**/*.test.ts"], exclude: ALONE }),
      {
        test: {
          name: "alone",
          include: ALONE,
          ...PATIENCE,
          fileParallelism: false,
        },
      },
    ],
  },
});
