/** Steps of a restore that fail, come twice, late or never: the program is open again when all are done, and not before. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import {
  failReconciliation,
  reconcileBook,
  startReconciliation,
} from "../../../worker/operations/reconcile.ts";
import { sendRestores } from "../../../worker/restores/restore.ts";
import { beginRestore, openAgain } from "../../../worker/restores/restores.tables.ts";
import { begunAnew, keepHistory } from "../../support/objects/history.ts";
import { CLASSES } from "../../support/objects/objects-made.ts";
import { expectOpen, Restoring } from "../../support/restores/restoring.ts";

const HOUR_MS = 3_600_000;

/** Compares what waits, and does what is left. */
async function finish(restoring: Restoring): Promise<void> {
  for (const part of restoring.takeParts()) await reconcileBook(restoring.env, part);
  await restoring.step();
  await expectOpen(restoring);
}

describe("objects", () => {
  test("go back though one of them fails, which is named, and does so when the step is repeated", async () => {
    const restoring = await Restoring.begin();
    const { shop, history } = restoring;
    history.fails.add("ACCOUNT_BOOK");
    await expect(restoring.step()).rejects.toThrow(`book ${shop.id}/0`);
    const others = CLASSES.filter((binding) => binding !== "ACCOUNT_BOOK");
    expect(new Set(history.asked.map((asked) => asked.split(" ")[0]))).toEqual(new Set<unknown>(others));
    const failure = `not put back (1): book ${shop.id}/0`;
    expect(await restoring.read()).toMatchObject({ state: "restoring", failure, restored: 0 });
    expect(restoring.sent).toEqual([]);
    expect(await restoring.isFenced()).toBe(true);
    await begunAnew(shop.id, others);
    history.fails.clear();
    await keepHistory(shop.id, history);
    await restoring.wentBack();
    expect(await restoring.read()).toMatchObject({
      state: "waking",
      failure: null,
      restored: CLASSES.length,
      unchanged: 0,
    });
    await restoring.step();
    await restoring.step();
    await finish(restoring);
  });

  test("that cannot be woken are named, and the step is repeated until they are", async () => {
    const restoring = await Restoring.begin();
    await restoring.wentBack();
    const ledger = env.COMMISSION_LEDGER.getByName(`${restoring.shop.id}/0`);
    await runInDurableObject(ledger, (_, { storage }) => {
      Object.assign(storage, { getAlarm: async () => await Promise.reject(new Error("no alarm answers")) });
    });
    await expect(restoring.step()).rejects.toThrow("not woken");
    const failure = `not woken (1): ledger ${restoring.shop.id}/0`;
    expect(await restoring.read()).toMatchObject({ state: "waking", failure });
    expect(await restoring.isFenced()).toBe(true);
    await runInDurableObject(ledger, (_, { storage }) => {
      Object.assign(storage, { getAlarm: async () => await Promise.resolve(null) });
    });
    await restoring.step();
    expect(await restoring.read()).toMatchObject({ state: "reconciling", failure: null });
    await restoring.step();
    await finish(restoring);
  });

  test("are put back once, however often and late a step comes: one message alone goes on", async () => {
    const restoring = await Restoring.begin();
    await Promise.all([restoring.step(), restoring.step()]);
    await begunAnew(restoring.shop.id, CLASSES);
    expect(restoring.sent).toHaveLength(1);
    expect((await restoring.read()).state).toBe("waking");
    await Promise.all([restoring.step(), restoring.step()]);
    expect(restoring.sent).toHaveLength(2);
    expect((await restoring.read()).state).toBe("reconciling");
    await restoring.step();
    await finish(restoring);
    const { state, restored } = await restoring.read();
    await restoring.step();
    expect(await restoring.read()).toMatchObject({ state, restored });
  });

  test("go back by no repeat that comes when they were told that they are back, and by the next restore", async () => {
    const { shop, history } = await Restoring.begin();
    const book = () => env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
    await book().isBack("1 of 5");
    expect(await book().putBack(7, "1 of 5")).toBe(true);
    expect(history.asked).toEqual([]);
    expect(await book().putBack(7, "1 of 9")).toBe(true);
    expect(history.asked).toEqual(["ACCOUNT_BOOK at 7"]);
  });
});

describe("the reconciliation", () => {
  test("is the restore's own: one that was under way before opens nothing", async () => {
    const restoring = await Restoring.begin();
    const program = { id: restoring.shop.id, objects: 1, region: null };
    await startReconciliation(restoring.env, program, Date.now());
    const before = restoring.takeParts();
    await restoring.woken();
    await restoring.step();
    expect(restoring.takeParts()).toEqual([]);
    for (const part of before) await reconcileBook(restoring.env, part);
    await restoring.step();
    expect(await restoring.read()).toMatchObject({ state: "reconciling", failure: null });
    expect(await restoring.isFenced()).toBe(true);
    expect(restoring.sent).toContainEqual(
      expect.objectContaining({ kind: "reconcile", repair: restoring.restore.reason }),
    );
    await finish(restoring);
  });

  test("begins again where it failed, and the program stays fenced", async () => {
    const restoring = await Restoring.begin();
    await restoring.woken();
    await restoring.step();
    const [part] = restoring.takeParts();
    if (part === undefined) throw new Error("nothing is compared");
    await failReconciliation(restoring.env, part, new Error("no ledger answers"));
    await expect(restoring.step()).rejects.toThrow("could not be compared");
    const { state, failure } = await restoring.read();
    expect(state).toBe("reconciling");
    expect(failure).toContain(`book ${restoring.shop.id}/0 could not be compared`);
    expect(await restoring.isFenced()).toBe(true);
    await finish(restoring);
  });

  test("begins again where it never ends", async () => {
    const restoring = await Restoring.begin();
    await restoring.woken();
    await restoring.step();
    restoring.takeParts();
    await restoring.step();
    expect(await restoring.isFenced()).toBe(true);
    await env.REPORTS.prepare(
      "UPDATE reconciliation_runs SET started_at_ms = started_at_ms - 1860000 WHERE program_id = ?",
    )
      .bind(restoring.shop.id)
      .run();
    restoring.sent.length = 0;
    await expect(restoring.step()).rejects.toThrow("in time");
    expect((await restoring.read()).failure).toContain("not all books were compared in time");
    await finish(restoring);
  });
});

describe("a restore", () => {
  test("goes on though its message was lost", async () => {
    const restoring = await Restoring.begin();
    await sendRestores(restoring.env, Date.now() + HOUR_MS);
    expect(restoring.sent).toEqual([]);
    await sendRestores(restoring.env, Date.now() + 2 * HOUR_MS);
    expect(restoring.sent).toContainEqual({
      kind: "restore",
      program: { id: restoring.shop.id, objects: 1, region: null },
      restore: restoring.restore.number,
    });
    await restoring.woken();
    await restoring.step();
    await finish(restoring);
    restoring.sent.length = 0;
    await sendRestores(restoring.env, Date.now() + 3 * HOUR_MS);
    expect(restoring.sent.filter(({ program }) => program.id === restoring.shop.id)).toEqual([]);
  });

  test("that was broken off when it had opened the program opens none that another one has fenced", async () => {
    const restoring = await Restoring.begin();
    const { restore } = restoring;
    await openAgain(env.CONFIG, restore);
    expect(await restoring.isFenced()).toBe(false);
    const { programId, toMs, reason } = restore;
    expect(await beginRestore(env.CONFIG, { programId, toMs, reason }, Date.now())).not.toBeNull();
    await openAgain(env.CONFIG, restore);
    expect(await restoring.isFenced()).toBe(true);
  });
});
