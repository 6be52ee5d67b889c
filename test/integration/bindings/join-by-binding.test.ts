/** Under `everyone` who is bound becomes a promoter by it, once, whatever is told twice or dies in between. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";

const EVERYONE = { promoterRule: { kind: "everyone" } };

type Joined = Promoter & { readonly uplineMemberId: string | null };

async function promoters(shop: Shop): Promise<Joined[]> {
  return (await shop.get("/promoters?limit=200")).body.data;
}

async function promoterOf(shop: Shop, memberId: string): Promise<Joined | undefined> {
  return (await promoters(shop)).find((one) => one.memberId === memberId);
}

async function bind(shop: Shop, customerId: string, promoter: Promoter) {
  return await shop.post("/bindings", { customerId, promoterId: promoter.id });
}

describe("who is bound under the rule everyone", () => {
  test("joins under the promoter of the binding, and the binding ends; later calls and orders change nothing", async () => {
    const shop = await openShop({ ...EVERYONE, binding: { mode: "last" } });
    const [, seller, other] = await shop.line("top", "seller", "other");
    const bound = await bind(shop, "buyer", seller);
    expect([bound.status, bound.body.promoterId]).toEqual([201, seller.id]);
    await shop.settle();
    const buyer = await promoterOf(shop, "buyer");
    expect(buyer).toMatchObject({ uplineMemberId: "seller", status: "active" });
    const { body } = await shop.get(`/promoters/${seller.id}/team`);
    expect(body).toMatchObject({ boundCustomers: 0, levels: [{ promoters: 2 }] });
    const line = (await shop.get("/members/buyer/uplines")).body.data;
    expect(line.map((one: Promoter) => one.memberId)).toEqual(["seller", "top"]);
    const again = await bind(shop, "buyer", other);
    expect([again.status, again.body.code]).toEqual([409, "is_promoter"]);
    await shop.order("o1", 1_000, { customerId: "buyer", clickToken: await shop.tap(other) });
    await shop.settle();
    await shop.settle();
    expect(await promoterOf(shop, "buyer")).toEqual(buyer);
    expect(await promoters(shop)).toHaveLength(4);
  });

  test("by a coupon or a click token as well, and earns from then on by its own links", async () => {
    const shop = await openShop(EVERYONE);
    const seller = await shop.promoter("seller");
    await shop.coupon("SELLER", seller);
    const clickToken = await shop.tap(seller);
    expect((await shop.post("/bindings", { customerId: "one", couponCode: "SELLER" })).status).toBe(201);
    expect((await shop.post("/bindings", { customerId: "two", clickToken })).status).toBe(201);
    await shop.settle();
    const [one, two] = [await promoterOf(shop, "one"), await promoterOf(shop, "two")];
    expect([one?.uplineMemberId, two?.uplineMemberId]).toEqual(["seller", "seller"]);
    if (two === undefined) throw new Error("two has joined");
    const { results } = (await shop.order("o1", 1_000, { clickToken: await shop.tap(two) })).body;
    expect(results[0].commissions.map((paid: { promoterId: string }) => paid.promoterId)).toEqual([
      two.id,
      seller.id,
    ]);
  });

  test("of many calls at once one binding counts, and the member joins under it", async () => {
    const shop = await openShop(EVERYONE);
    const sellers = await shop.line("a", "b", "c");
    const answers = await Promise.all(sellers.map(async (seller) => await bind(shop, "buyer", seller)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    const winner = sellers[answers.findIndex((answer) => answer.status === 201)];
    await shop.settle();
    expect((await promoterOf(shop, "buyer"))?.uplineMemberId).toBe(winner?.memberId);
    expect(await promoters(shop)).toHaveLength(4);
  });

  test("stands under nobody where the line is as deep as it may be", async () => {
    const shop = await openShop(EVERYONE);
    const line: Promoter[] = [];
    for (let depth = 0; depth <= LIMITS.treeDepth; depth += 1) {
      line.push(await shop.promoter(`p${depth}`, line.at(-1)?.memberId));
    }
    const [lowest, last] = line.slice(-2);
    if (lowest === undefined || last === undefined) throw new Error("a line has an end");
    await bind(shop, "fits", lowest);
    await bind(shop, "too-deep", last);
    await shop.settle();
    expect((await promoterOf(shop, "fits"))?.uplineMemberId).toBe(lowest.memberId);
    expect(await promoterOf(shop, "too-deep")).toMatchObject({ uplineMemberId: null });
  });
});

describe("nobody joins", () => {
  test.each([{ kind: "operator" }, { kind: "first_order", minAmount: 1 }])(
    "where the rule was %o at the time of the call, also when it is everyone by then",
    async (promoterRule) => {
      const shop = await openShop({ promoterRule });
      const [seller, other] = [await shop.promoter("seller"), await shop.promoter("other")];
      await bind(shop, "buyer", seller);
      await shop.settle();
      await shop.patch("", EVERYONE);
      await shop.settle();
      expect(await promoterOf(shop, "buyer")).toBe(undefined);
      // Nor by a call that binds nobody; one that finds the binding standing is a call under the new rule.
      expect((await bind(shop, "buyer", other)).body.code).toBe("already_bound");
      await shop.settle();
      expect(await promoterOf(shop, "buyer")).toBe(undefined);
      expect((await bind(shop, "buyer", seller)).status).toBe(200);
      await shop.settle();
      expect(await promoterOf(shop, "buyer")).toMatchObject({ uplineMemberId: "seller" });
    },
  );

  test("by a call that is refused: to oneself, to who is suspended, or where the program binds nobody", async () => {
    const shop = await openShop(EVERYONE);
    const [seller, idle] = [await shop.promoter("seller"), await shop.promoter("idle")];
    await shop.patch(`/promoters/${idle.id}`, { status: "suspended" });
    expect((await bind(shop, "seller", seller)).body.code).toBe("self_binding");
    expect((await bind(shop, "buyer", idle)).body.code).toBe("promoter_suspended");
    await shop.patch("", { binding: { mode: "none" } });
    expect((await bind(shop, "buyer", seller)).body.code).toBe("binding_disabled");
    await shop.settle();
    expect((await promoters(shop)).map(({ memberId }) => memberId)).toEqual(["seller", "idle"]);
  });

  test("by an import that says customer, nor by a proved identify", async () => {
    const shop = await openShop(EVERYONE);
    const seller = await shop.promoter("seller");
    const lines = JSON.stringify({ memberId: "imported", uplineMemberId: "seller" });
    const imported = await shop.post("/bindings/import", lines, { "content-type": "application/x-ndjson" });
    expect(imported.body).toContain('"bound":1');
    await shop.identify("known", [await shop.tap(seller)]);
    await shop.settle();
    expect(await promoters(shop)).toHaveLength(1);
    expect(await shop.boundTo("imported")).toBe(seller.id);
  });
});

describe("exactly once", () => {
  test("members bound while every object dies again and again each join once, under their own promoter", async () => {
    const shop = await openShop(EVERYONE);
    const sellers = [await shop.promoter("a"), await shop.promoter("b")];
    const members = Array.from({ length: 40 }, (_, index) => `m${index}`);
    const acting = { on: true };
    const killer = (async () => {
      for (let kill = 0; kill < 15 && acting.on; kill += 1) {
        await new Promise((resolve) => setTimeout(resolve, 40));
        await abortAllDurableObjects();
      }
    })();
    const sellerOf = (index: number) => sellers[index % 2] as Promoter;
    await Promise.all(
      members.map(async (member, index) => {
        for (let attempt = 0; attempt < 200; attempt += 1) {
          const answer = await bind(shop, member, sellerOf(index)).catch(() => ({ status: 0, body: {} }));
          if (answer.status === 201 || answer.status === 200 || answer.body.code === "is_promoter") return;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        throw new Error(`${member} was never bound`);
      }),
    );
    acting.on = false;
    await killer;
    await shop.settle();
    const joined = (await promoters(shop)).filter(({ memberId }) => memberId.startsWith("m"));
    expect(new Map(joined.map((one) => [one.memberId, one.uplineMemberId]))).toEqual(
      new Map(members.map((member, index) => [member, sellerOf(index).memberId])),
    );
    expect(joined).toHaveLength(members.length);
    const teams = await Promise.all(
      sellers.map(async ({ id }) => (await shop.get(`/promoters/${id}/team`)).body),
    );
    expect(teams.map(({ boundCustomers }) => boundCustomers)).toEqual([0, 0]);
  });

  test("a row that is sent again, because its answer was lost, changes nothing", async () => {
    const shop = await openShop(EVERYONE);
    const [first, second] = [await shop.promoter("first"), await shop.promoter("second")];
    await bind(shop, "buyer", first);
    await shop.settle();
    const joined = await promoterOf(shop, "buyer");
    if (joined === undefined) throw new Error("the buyer has joined");
    await shop.put(`/promoters/${joined.id}/upline`, { uplineMemberId: second.memberId, reason: "moved" });
    const journey = env.JOURNEY.getByName(`${shop.id}/0`);
    await runInDurableObject(journey, async (_, state) => {
      state.storage.sql.exec("UPDATE pairs SET acked_seq = 0");
    });
    await shop.settle();
    await runInDurableObject(journey, async (_, state) => {
      const pairs = state.storage.sql
        .exec("SELECT acked_seq AS acked, last_seq AS last FROM pairs WHERE receiver_class = 'tree'")
        .toArray();
      expect(pairs).toEqual([{ acked: 1, last: 1 }]);
    });
    expect((await promoterOf(shop, "buyer"))?.uplineMemberId).toBe("second");
    expect(await promoters(shop)).toHaveLength(3);
  });
});
