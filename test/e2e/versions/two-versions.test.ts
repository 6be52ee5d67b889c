/** A release, its being taken back, and the release again, on one state and under load: nothing is lost and nothing twice. */
import { cpSync, existsSync, globSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sized } from "../../support/effort.ts";
import { nextVersion } from "../../support/next-version.ts";
import {
  runService,
  type RunningService,
  startAndKill,
  temporaryStateDirectory,
} from "../../support/service.ts";
import { call } from "../call.ts";
import { Load, seededRandom } from "../traffic/load.ts";
import { tap } from "../traffic/taps.ts";

const SEED = Number(process.env["KILL_SEED"] ?? 20_261_126);
const ROUNDS = sized(1, 3);
const ORDERS = sized(200, 1_000);
const KILLED_STARTS = sized(1, 5);
const START_MS = 3_000;

const load = new Load(SEED);
const random = seededRandom(SEED);
let state: ReturnType<typeof temporaryStateDirectory>;
let next: ReturnType<typeof nextVersion>;
let running: RunningService | undefined;

beforeAll(() => {
  state = temporaryStateDirectory();
  cpSync(join(state.path, "bundle"), join(state.path, "bundle-of-this"), { recursive: true });
  next = nextVersion();
});

afterAll(async () => {
  await running?.kill();
  state.remove();
  next.remove();
});

/** Starts one of the versions. Each finds the bundle that it has built before. */
async function start(version: "this" | "next", killedBefore = 0): Promise<RunningService> {
  const [bundle, kept] = [join(state.path, "bundle"), join(state.path, `bundle-of-${version}`)];
  const project = version === "next" ? [next.path] : [];
  rmSync(bundle, { recursive: true, force: true });
  if (existsSync(kept)) cpSync(kept, bundle, { recursive: true });
  for (let kill = 0; kill < killedBefore; kill += 1) {
    await startAndKill(state.path, Math.floor(random() * START_MS), ...project);
  }
  running = await runService("start", state.path, {}, ...project);
  if (!existsSync(kept)) cpSync(bundle, kept, { recursive: true });
  return running;
}

/** Orders and events for a while, and SIGKILL in the middle. */
async function trade(): Promise<void> {
  if (running === undefined) throw new Error("nothing runs");
  const before = load.answered;
  const sending = load.runUntilCut(running.url);
  await expect.poll(() => load.answered, { interval: 10 }).toBeGreaterThan(before);
  await load.randomMoment();
  await running.kill();
  load.cut();
  await sending;
}

const ask = async (method: string, path: string, body?: object) =>
  await call(`${running?.url}`, method, path, body);

/** The status of a tap, as a browser makes it. */
const tapped = async (slug: string) => (await tap(`${running?.url}/s/${slug}`)).status;

/** Rows of a kind that only the next version knows, not acknowledged. */
const WAITING = `SELECT count(*) AS n FROM outbox o JOIN pairs p ON p.pair = o.pair
  WHERE o.kind = 'greeted' AND o.seq > p.acked_seq`;

/** As if the answers of books had been lost when the service died: ledgers have everything to send again. */
function loseAcknowledgements(): void {
  inEach((database) => database.exec("UPDATE pairs SET acked_seq = 0 WHERE receiver_class = 'book'"));
  expect(summed(WAITING)).toBeGreaterThan(0);
}

/** Sums one number over the files of all objects of a class, as they lie there. */
function summed(query: string): number {
  let sum = 0;
  inEach((database) => {
    const [row] = database.prepare(query).all() as { n: number }[];
    sum += row?.n ?? 0;
  });
  return sum;
}

function inEach(work: (database: DatabaseSync) => void): void {
  for (const file of globSync(join(state.path, "data/**/*.sqlite"))) {
    const database = new DatabaseSync(file);
    try {
      work(database);
    } catch (error) {
      // Objects of other classes, and databases, have no such table.
      if (!/no such (table|column)/.test(String(error))) throw error;
    } finally {
      database.close();
    }
  }
}

test(`the next version, this one and the next again, on one state under load (seed ${SEED})`, async () => {
  await start("next");
  await load.prepare(`${running?.url}`);
  const path = "/v1/programs/kill-test";
  await ask("PATCH", path, {
    allowedHosts: ["shop.example"],
    privacy: { eraseAfter: "P9D" },
    fraud: { mode: "strict" },
  });
  const [{ id: promoterId }] = (await ask("GET", `${path}/promoters`)).data;
  const { slug } = await ask("POST", `${path}/links`, {
    promoterId,
    destination: "https://shop.example/",
  });
  await trade();

  for (let round = 0; round < ROUNDS; round += 1) {
    loseAcknowledgements();
    await start("this", KILLED_STARTS);
    expect(await tapped(slug)).toBe(302);
    expect((await ask("GET", path)).privacy).toEqual({ honorGpc: true });
    expect((await ask("GET", "/readyz")).notUnderstood).toEqual([
      "kill-test settings, version 2: fraud.mode",
    ]);
    await trade();
    expect(summed(WAITING)).toBeGreaterThan(0);
    await start("next", KILLED_STARTS);
    expect(await tapped(slug)).toBe(302);
    expect(await ask("GET", path)).toMatchObject({
      privacy: { eraseAfter: "P9D" },
      fraud: { mode: "strict" },
    });
    await trade();
  }

  const { url } = await start("next");
  await load.finish(url, ORDERS);
  await expect.poll(() => load.wallets(url), { interval: 250 }).toEqual(load.expectedWallets());
  expect(await load.orders(url)).toEqual(load.expectedOrders());
  expect(await load.journals(url)).toEqual(load.expectedJournals());
  await running?.stop();
  const greeted = summed("SELECT count(*) AS n FROM outbox WHERE kind = 'greeted'");
  expect(greeted).toBeGreaterThan(0);
  expect(summed("SELECT count(*) AS n FROM greetings")).toBe(greeted);
  expect(summed("SELECT count(*) - count(DISTINCT order_row) AS n FROM greetings")).toBe(0);
  expect(summed("SELECT count(*) AS n FROM orders WHERE note NOT IN ('none', 'none+')")).toBe(0);
  expect(summed("SELECT count(*) AS n FROM backfills WHERE done = 0")).toBe(0);
});
