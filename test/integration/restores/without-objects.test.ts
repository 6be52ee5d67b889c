/** A restore that one object holds up for good goes on without it on an operator's word, and the program opens. */
import { describe, expect, test } from "vitest";
import { failReconciliation } from "../../../worker/operations/reconcile.ts";
import { request } from "../../support/shop.ts";
import { begunAnew, keepHistory } from "../../support/objects/history.ts";
import { CLASSES } from "../../support/objects/objects-made.ts";
import { Restoring } from "../../support/restores/restoring.ts";

const OPERATOR = { token: "operator-of-the-tests" };
const REASON = "Its storage is broken for good";

function goOnWithout({ shop }: Restoring, objects: readonly string[], reason = REASON) {
  const path = `/v1/programs/${shop.id}/restore/without`;
  return request("POST", path, { ...OPERATOR, body: { objects, reason } });
}

async function opens(restoring: Restoring): Promise<void> {
  const state = async () => (await restoring.read()).state;
  await expect.poll(state, { interval: 500 }).toBe("finished");
  expect(await restoring.isFenced()).toBe(false);
}

async function earnsAgain({ sold: { shop, seller, clickToken, wallet } }: Restoring): Promise<void> {
  await shop.order("after", 10_000, { clickToken });
  await shop.settle();
  expect(await shop.wallet(seller)).not.toEqual(wallet);
}

describe("a restore that an object holds up", () => {
  test("goes on without it: all others go back, and the program is open", async () => {
    const restoring = await Restoring.begin();
    const { shop, history } = restoring;
    const book = `book ${shop.id}/0`;
    history.fails.add("ACCOUNT_BOOK");
    await expect(restoring.step()).rejects.toThrow(book);
    const others = CLASSES.filter((binding) => binding !== "ACCOUNT_BOOK");
    await begunAnew(shop.id, others);
    await keepHistory(shop.id, history);
    const answer = await goOnWithout(restoring, [book]);
    expect(answer).toMatchObject({
      status: 202,
      body: { state: "restoring", failure: null, leftOut: [book], finishedAt: null },
    });
    await opens(restoring);
    expect(await restoring.read()).toMatchObject({ restored: CLASSES.length - 1, leftOut: [book] });
    expect(new Set(history.asked.map((asked) => asked.split(" ")[0]))).toEqual(new Set<unknown>(others));
    await earnsAgain(restoring);
    const { body } = await shop.get("/audit?limit=200");
    expect(body.data).toContainEqual(
      expect.objectContaining({ operation: "restoreWithoutObjects", actor: "operator" }),
    );
  });

  test("opens the program though what was left out cannot be compared either", async () => {
    const restoring = await Restoring.begin();
    await restoring.woken();
    await restoring.step();
    const fail = async () => {
      const [part] = restoring.takeParts();
      if (part === undefined) throw new Error("nothing is compared");
      await failReconciliation(restoring.env, part, new Error("no book answers"));
    };
    await fail();
    await expect(restoring.step()).rejects.toThrow("could not be compared");
    await fail();
    expect(await restoring.isFenced()).toBe(true);
    const answer = await goOnWithout(restoring, [`book ${restoring.shop.id}/0`]);
    expect(answer).toMatchObject({ status: 202, body: { state: "reconciling" } });
    await opens(restoring);
    expect((await restoring.shop.get("/reconciliation")).body).toMatchObject({ state: "failed" });
    await earnsAgain(restoring);
  });
});

describe("nothing is left out", () => {
  test("of objects that the program does not have, or without a reason", async () => {
    const restoring = await Restoring.begin();
    const { shop } = restoring;
    const book = `book ${shop.id}/0`;
    for (const [objects, reason] of [
      [["book other/0"], REASON],
      [[`book ${shop.id}/7`], REASON],
      [[], REASON],
      [[book], ""],
    ] as const)
      expect((await goOnWithout(restoring, objects, reason)).status).toBe(422);
    expect(await restoring.read()).toMatchObject({ state: "restoring", leftOut: [] });
    expect(await restoring.isFenced()).toBe(true);
  });

  test("where no restore runs", async () => {
    const restoring = await Restoring.begin();
    const book = `book ${restoring.shop.id}/0`;
    await goOnWithout(restoring, [book]);
    await opens(restoring);
    const refused = await goOnWithout(restoring, [book]);
    expect(refused).toMatchObject({ status: 409, body: { code: "restore_finished" } });
  });
});
