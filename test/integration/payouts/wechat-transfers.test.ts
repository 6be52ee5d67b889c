/** Payouts that WeChat Pay pays: once, whatever becomes of its answers, and by nobody else while it may be paying. */
import { describe, expect, test } from "vitest";
import { request } from "../../support/shop.ts";
import { notificationOf, signedHeaders } from "../../support/wechatpay/notification.ts";
import { BY_CERTIFICATE, BY_PUBLIC_KEY, SHORT_KEY } from "../../support/wechatpay/keys.ts";
import { newMerchantId, OPEN_ID, openPayingShop } from "../../support/wechat/paying-shop.ts";
import { settingsOf } from "../../support/wechat/payout-settings.ts";

const UNKNOWN = { status: 404, code: "NOT_FOUND" };

describe("a transfer", () => {
  test("is asked about, sent once, confirmed by the promoter, and paid", async () => {
    const world = await openPayingShop();
    const id = await world.collected(12_345);
    await world.goOn();
    const waiting = await world.transferOf(id);
    expect(waiting).toMatchObject({ stage: "confirm", state: "WAIT_USER_CONFIRM", fault: null });
    expect(waiting.billNo).toMatch(/^[0-9a-f]{32}$/);
    expect(waiting.confirm).toEqual({
      merchantId: world.merchantId,
      appId: "wx8d1f2c3b4a5e6f70",
      package: `package-of-${waiting.billNo}`,
    });
    const { sent, asked } = await world.seen();
    expect(asked.slice(0, 2)).toEqual([`GET ${waiting.billNo}`, `POST ${waiting.billNo}`]);
    expect(sent).toEqual([
      {
        appid: "wx8d1f2c3b4a5e6f70",
        out_bill_no: waiting.billNo,
        transfer_scene_id: "1005",
        openid: OPEN_ID,
        transfer_amount: 12_345,
        transfer_remark: "推广佣金",
        transfer_scene_report_infos: [{ info_type: "岗位类型", info_content: "推广员" }],
      },
    ]);
    await world.say({ become: { state: "SUCCESS" } });
    await world.goOn();
    expect(await world.transferOf(id)).toMatchObject({ stage: "ended", state: "SUCCESS", confirm: null });
    expect((await world.shop.get(`/payouts/${id}`)).body).toMatchObject({ state: "paid", net: 12_345 });
    await world.goOn(2);
    expect((await world.seen()).sent).toHaveLength(1);
  });

  test("of which every answer is lost once is paid once", async () => {
    const world = await openPayingShop();
    await world.say({ losesEachOnce: true });
    const id = await world.collected(5_000);
    await world.goOn(8);
    expect(await world.transferOf(id)).toMatchObject({ stage: "confirm", fault: null });
    const { bills, sent } = await world.seen();
    expect(bills).toHaveLength(1);
    // The answer that was lost had the package: it was asked for under the same number.
    expect(new Set(sent.map(({ out_bill_no: number }) => number)).size).toBe(1);
    expect((await world.transferOf(id)).confirm.package).toBe(`package-of-${bills[0]?.out_bill_no}`);
    await world.say({ losesEachOnce: true, become: { state: "SUCCESS" } });
    await world.goOn(3);
    expect((await world.shop.get(`/payouts/${id}`)).body.state).toBe("paid");
    expect((await world.seen()).bills).toHaveLength(1);
  });

  test("that fails or is cancelled gives the gross back, and says why", async () => {
    for (const [become, why] of [
      [{ state: "FAIL", fail_reason: "REALNAME_CHECK_FAIL" }, "REALNAME_CHECK_FAIL"],
      [{ state: "CANCELLED" }, "CANCELLED"],
    ] as const) {
      const world = await openPayingShop();
      const id = await world.collected(700);
      await world.goOn();
      await world.say({ become });
      await world.goOn();
      const { body } = await world.shop.get(`/payouts/${id}`);
      expect(body).toMatchObject({ state: "failed", reason: `WeChat Pay: ${why}` });
      expect((await world.shop.get(`/promoters/${body.promoterId}/wallet`)).body.available).toBe(700);
    }
  });

  test("is still asked about in every state that is no end", async () => {
    const world = await openPayingShop();
    const id = await world.collected(700);
    await world.goOn();
    for (const state of ["ACCEPTED", "PROCESSING", "TRANSFERING", "CANCELING"]) {
      await world.say({ become: { state } });
      await world.goOn();
      expect(await world.transferOf(id)).toMatchObject({ stage: "waiting", state });
      expect((await world.shop.get(`/payouts/${id}`)).body.state).toBe("processing");
    }
    expect((await world.seen()).sent).toHaveLength(1);
  });

  test("waits out limits and errors, and a refusal that a person has to put right", async () => {
    const world = await openPayingShop();
    const id = await world.collected(700);
    const instead = [
      [{ status: 429, code: "FREQUENCY_LIMITED" }],
      [{ status: 500, code: "SYSTEM_ERROR" }],
      [UNKNOWN, { status: 500, code: "SYSTEM_ERROR" }],
      [UNKNOWN, { status: 403, code: "NOT_ENOUGH" }, UNKNOWN],
    ];
    const faults = [];
    for (const answers of instead) {
      await world.say({ instead: answers });
      await world.goOn();
      faults.push((await world.transferOf(id)).fault);
    }
    expect(faults).toEqual(["FREQUENCY_LIMITED", "SYSTEM_ERROR", "SYSTEM_ERROR", "NOT_ENOUGH"]);
    expect((await world.seen()).bills).toEqual([]);
    await world.say({});
    await world.goOn();
    expect(await world.transferOf(id)).toMatchObject({ stage: "confirm", fault: null });
  });

  test("whose answers WeChat Pay has not signed is not believed", async () => {
    const world = await openPayingShop();
    const id = await world.collected(700);
    await world.goOn();
    await world.say({ isForged: true, become: { state: "SUCCESS" } });
    await world.goOn();
    expect(await world.transferOf(id)).toMatchObject({ fault: "unsigned", state: "WAIT_USER_CONFIRM" });
    expect((await world.shop.get(`/payouts/${id}`)).body.state).toBe("processing");
  });

  test("of another sum or person stops, says so, and is settled by hand alone", async () => {
    for (const [become, fault] of [
      [{ transfer_amount: 701 }, "other_amount"],
      [{ openid: "oSomebodyElse" }, "other_openid"],
    ] as const) {
      const world = await openPayingShop();
      const id = await world.collected(700);
      await world.goOn();
      await world.say({ become: { ...become, state: "SUCCESS" } });
      await world.goOn(2);
      expect(await world.transferOf(id)).toMatchObject({ stage: "stopped", fault });
      expect((await world.shop.get(`/payouts/${id}`)).body).toMatchObject({
        state: "processing",
        reason: expect.stringContaining("settle it by hand"),
      });
      expect((await world.shop.post(`/payouts/${id}/paid`, {})).body.state).toBe("paid");
    }
  });
});

test("the payee's name is encrypted for WeChat Pay alone, and asked for from 2,000 yuan on", async () => {
  const world = await openPayingShop();
  await world.collected(5_000, { kind: "wechat", openId: OPEN_ID, name: "王小明" });
  await world.goOn();
  const [sent] = (await world.seen()).sent;
  // The stand-in has opened it.
  expect(sent?.["user_name"]).toBe("王小明");
  const nameless = await world.collected(200_000);
  await world.goOn();
  expect(await world.transferOf(nameless)).toMatchObject({ stage: "waiting", fault: "NAME_MISSING" });
  expect((await world.seen()).sent).toHaveLength(1);
});

test("what WeChat Pay may have forgotten is sent no more, and a person decides", async () => {
  const world = await openPayingShop();
  const id = await world.collected(700);
  await world.goOn();
  await world.growOld();
  await world.say({ instead: [UNKNOWN] });
  await world.goOn(2);
  expect(await world.transferOf(id)).toMatchObject({ stage: "stopped", fault: "too_old" });
  expect((await world.seen()).sent).toHaveLength(1);
  expect((await world.shop.post(`/payouts/${id}/failed`, {})).body.state).toBe("failed");
});

describe("by hand", () => {
  test("nobody says what became of a payout while WeChat Pay may be paying it", async () => {
    const world = await openPayingShop();
    const id = await world.collected(700);
    await world.goOn();
    for (const move of ["paid", "failed"]) {
      const moved = await world.shop.post(`/payouts/${id}/${move}`, {});
      expect(moved).toMatchObject({ status: 409, body: { code: "transfer_under_way" } });
    }
  });

  test("a payout that WeChat Pay refuses is given back, and never sent again", async () => {
    const world = await openPayingShop();
    const id = await world.collected(700, { kind: "wechat", openId: "oNobodyKnowsThisOne" });
    await world.say({ instead: [UNKNOWN, { status: 400, code: "PARAM_ERROR" }, UNKNOWN] });
    await world.goOn();
    expect(await world.transferOf(id)).toMatchObject({ stage: "waiting", fault: "PARAM_ERROR" });
    expect((await world.shop.post(`/payouts/${id}/failed`, {})).body.state).toBe("failed");
    await world.say({});
    await world.goOn(2);
    expect((await world.seen()).bills).toEqual([]);
  });
});

describe("a batch", () => {
  test("has its file pay banks, and WeChat Pay the others", async () => {
    const world = await openPayingShop();
    const bank = { kind: "bank", name: "Li Lei", bank: "ICBC", account: "6222020200112233445" };
    const [byFile, byWechat] = [await world.collected(900, bank), await world.collected(800)];
    await world.goOn(2);
    expect(await world.transferOf(byFile)).toMatchObject({ stage: "file", billNo: null });
    const batches = (await world.shop.get("/payout-batches")).body.data;
    const files = [];
    for (const { id, provider } of batches) {
      expect(provider).toBe("wechat");
      files.push((await world.shop.get(`/payout-batches/${id}.csv`)).body);
    }
    expect(files.join("")).toContain(byFile);
    expect(files.join("")).not.toContain(byWechat);
    expect((await world.shop.post(`/payouts/${byFile}/paid`, {})).body.state).toBe("paid");
  });

  test("is paid in the way that it was opened with", async () => {
    const world = await openPayingShop();
    const key = { "idempotency-key": "one" };
    const opened = await world.shop.post("/payout-batches", { provider: "wechat" }, key);
    expect(opened.body.provider).toBe("wechat");
    const other = await world.shop.post("/payout-batches", {}, key);
    expect(other).toMatchObject({ status: 409, body: { code: "idempotency_conflict" } });
  });

  test("waits while another merchant is set, who knows nothing of it", async () => {
    const world = await openPayingShop();
    const id = await world.collected(700);
    await world.goOn();
    await world.shop.put("/wechat-payouts", settingsOf(newMerchantId()));
    await world.goOn();
    expect(await world.transferOf(id)).toMatchObject({ fault: "not_set" });
    expect((await world.seen()).sent).toHaveLength(1);
    await world.shop.put("/wechat-payouts", settingsOf(world.merchantId));
    await world.say({ become: { state: "SUCCESS" } });
    await world.goOn();
    expect((await world.shop.get(`/payouts/${id}`)).body.state).toBe("paid");
  });
});

test("a notification has WeChat Pay asked, and one that it has not signed does not", async () => {
  const world = await openPayingShop();
  const id = await world.collected(700);
  await world.goOn();
  const { billNo } = await world.transferOf(id);
  await world.say({ become: { state: "SUCCESS" } });
  const path = `/webhooks/${world.shop.id}/transfers/${id}`;
  const told = (enclosed: object) =>
    JSON.stringify(notificationOf("MCHTRANSFER.BILL.FINISHED", enclosed, Math.floor(Date.now() / 1_000)));
  const body = told({ out_bill_no: billNo, state: "SUCCESS" });
  const forged = signedHeaders(body, { by: { ...BY_CERTIFICATE, serial: BY_PUBLIC_KEY.serial } });
  expect((await request("POST", path, { body, headers: forged })).status).toBe(401);
  const foreign = told({ out_bill_no: "another", state: "SUCCESS" });
  expect((await request("POST", path, { body: foreign, headers: signedHeaders(foreign) })).status).toBe(404);
  const heard = await request("POST", path, { body, headers: signedHeaders(body) });
  expect(heard).toMatchObject({ status: 200, body: { code: "SUCCESS" } });
  await expect.poll(async () => (await world.shop.get(`/payouts/${id}`)).body.state).toBe("paid");
});

test("keys that can neither sign nor verify are refused with a sentence, and no answer has one", async () => {
  const world = await openPayingShop();
  const settings = settingsOf(world.merchantId);
  const broken = "-----BEGIN PRIVATE KEY-----\nMIIEvgIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n";
  const refused = await world.shop.put("/wechat-payouts", {
    ...settings,
    privateKey: broken,
    publicKey: SHORT_KEY.slice(SHORT_KEY.indexOf("\n") + 1),
  });
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toEqual([
    { path: "privateKey", message: expect.stringContaining("cannot sign") },
    { path: "publicKey", message: expect.stringContaining("cannot verify") },
  ]);
  const { body } = await world.shop.get("/wechat-payouts");
  expect(body).toEqual({
    appId: settings.appId,
    merchantId: settings.merchantId,
    updatedAt: expect.any(String),
  });
});

test("a promoter reads what to confirm of an own payout alone", async () => {
  const world = await openPayingShop();
  const id = await world.collected(700);
  await world.goOn();
  const { promoterId } = (await world.shop.get(`/payouts/${id}`)).body;
  const other = await world.shop.promoter("another");
  const read = async (promoter: string) => {
    const { token } = (await world.shop.post(`/promoters/${promoter}/tokens`, {})).body;
    return await request("GET", `/v1/programs/${world.shop.id}/payouts/${id}/transfer`, { token });
  };
  expect((await read(promoterId)).body.confirm.package).toMatch(/^package-of-/);
  expect((await read(other.id)).body.code).toBe("unknown_payout");
});
