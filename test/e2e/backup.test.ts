/** A backup taken while the service works is a service again, in another folder, to the last unit. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Merchant, creditsOf } from "../support/merchant.ts";
import {
  putBuiltWorker,
  refusedStart,
  runCommand,
  type RunningService,
  runService,
  temporaryDirectory,
  temporaryStateDirectory,
} from "../support/service.ts";
import { tokenOf } from "./traffic/taps.ts";
import { Errands } from "./traffic/errands.ts";
import { Load } from "./traffic/load.ts";
import { BALANCED, reconcile, repair } from "./reconciliation.ts";

const SEED = Number(process.env["BACKUP_SEED"] ?? 20_261_126);

const original = temporaryStateDirectory();
const place = temporaryDirectory();
const backup = join(place.path, "backup");
const restored = join(place.path, "restored");
const load = new Load(SEED);
const errands = new Errands(load, SEED);
let running: RunningService | undefined;
let merchant: Merchant;
let promoter: Awaited<ReturnType<Merchant["promoter"]>>;
let token: string;

afterAll(async () => {
  await running?.kill();
  original.remove();
  place.remove();
});

test("a backup of a service under load ends well, says what it has, and holds up nobody", async () => {
  running = await runService("start", original.path);
  const { url } = running;
  await load.prepare(url, 2);
  merchant = await Merchant.open(url, { allowedHosts: ["shop.example"] });
  promoter = await merchant.promoter("before-the-backup", "https://shop.example/");
  token = await tokenOf(promoter.link);
  const working = [load.runUntilCut(url), errands.runUntilCut(url)];
  await expect.poll(() => [load.answered > 5, errands.paidOut > 1]).toEqual([true, true]);
  const backedUp = await runCommand("backup", original.path, backup);
  await load.randomMoment();
  load.cut();
  errands.cut();
  await Promise.all(working);
  expect(backedUp.code).toBe(0);
  expect(backedUp.said).toContain(`Backup       ${backup}`);
  expect(backedUp.said).toMatch(/files +\d+, [\d.]+ MiB, each checked/);
  expect(readdirSync(backup).toSorted()).toEqual(["data", "manifest.json", "secrets.json"]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test("a restore onto a running service is refused in words, and the service goes on", async () => {
  const refused = await runCommand("restore", original.path, backup, "--replace");
  expect([refused.code, refused.said]).toEqual([
    1,
    expect.stringContaining("Stop it, or choose another STATE_DIR"),
  ]);
  expect((await fetch(`${running?.url}/healthz`)).status).toBe(200);
});

test("restored into an empty folder, every order's commissions are in the wallets, to the unit", async () => {
  await running?.kill();
  const restoring = await runCommand("restore", restored, backup);
  expect([restoring.code, restoring.said]).toEqual([0, expect.stringContaining("nothing was there")]);
  putBuiltWorker(restored);
  running = await runService("start", restored);
  const { url } = running;
  expect(await errands.bindAgain(url)).toEqual([]);
  await load.tellAgain(url);
  await load.finish(url, load.expectedOrders().length + 50);
  const earnings = () => errands.earnings(url);
  await expect.poll(earnings, { interval: 250 }).toEqual(load.expectedWallets());
  expect(await load.orders(url)).toEqual(load.expectedOrders());
  // Databases are pinned one after the other: a payout of just then may be known to nobody but its witness.
  const others = async () =>
    (await reconcile(url)).differences.filter(({ kind }) => kind !== "journal_and_head");
  await expect.poll(others, { interval: 250 }).toEqual([]);
  await repair(url);
  await expect.poll(() => reconcile(url), { interval: 250 }).toEqual(BALANCED);
  expect(await load.journals(url)).toEqual(load.expectedJournals());
});

test("links, keys and click tokens of before the backup are good afterwards", async () => {
  const { url } = running ?? { url: "" };
  const again = merchant.at(url);
  expect(await again.order({ orderId: "with-an-old-token", clickToken: token })).toMatchObject({
    status: "accepted",
  });
  expect(creditsOf(await again.orderById("with-an-old-token"))).toEqual({ [promoter.id]: 10_000 });
  expect(await tokenOf(promoter.link.replace(/^http:\/\/[^/]+/, url))).toMatch(/\w/);
});

test("with --replace the state that was there is moved aside, and said where to", async () => {
  await running?.stop();
  const refused = await runCommand("restore", restored, backup);
  expect([refused.code, refused.said]).toEqual([1, expect.stringContaining("add --replace")]);
  const replacing = await runCommand("restore", restored, backup, "--replace");
  const [, movedTo = ""] = /moved to (\S+)/.exec(replacing.said) ?? [];
  expect([replacing.code, readdirSync(movedTo).toSorted()]).toEqual([0, ["data", "secrets.json"]]);
});

test("a damaged copy is refused, whatever is asked for, and the state is as it was", async () => {
  const { files } = JSON.parse(readFileSync(join(backup, "manifest.json"), "utf8")) as {
    files: { path: string }[];
  };
  const file = join(backup, files.find(({ path }) => path.includes("CommissionLedger"))?.path ?? "");
  const bytes = readFileSync(file);
  bytes.fill(0, bytes.length - 100);
  writeFileSync(file, bytes);
  const before = readdirSync(restored);
  const refused = await runCommand("restore", restored, backup, "--replace");
  expect([refused.code, refused.said]).toEqual([
    1,
    expect.stringContaining("is not as it was when the backup was made"),
  ]);
  expect(readdirSync(restored)).toEqual(before);
});

test("no service starts on state that a restore moved in part", async () => {
  writeFileSync(join(restored, "restoring"), "");
  const refused = await refusedStart(restored);
  expect([refused.code, refused.said]).toEqual([1, expect.stringContaining("was broken off")]);
  expect(existsSync(join(restored, "workerd.pid"))).toBe(false);
});
