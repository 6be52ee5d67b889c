/** Databases of configuration and of links alone are put back to an earlier moment: what heals, and what stays good. */
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { parsePromoterId, SLOTS } from "../../../domain/kernel/ids.ts";
import { openShop, type Promoter } from "../../support/shop.ts";

const sequenceOf = ({ id }: Promoter) => Math.floor((parsePromoterId(id) ?? 0) / SLOTS);

test("a register of numbers that was put back goes on behind those that the tree has given", async () => {
  const shop = await openShop();
  const [first] = await shop.line("first");
  await env.CONFIG.prepare("DELETE FROM promoter_numbers WHERE program_id = ?").bind(shop.id).run();
  // The tree begins a block anew only when it has used up the one before.
  const imported = Array.from({ length: 100 }, (_, index) => ({ memberId: `m-${index}` }));
  for (const member of imported) await shop.post("/promoters", member);
  const last = await shop.promoter("last");
  expect(sequenceOf(last)).toBeGreaterThan(sequenceOf(first) + 99);
});

test("settings that were put back count until they are changed again, and the change counts everywhere", async () => {
  const shop = await openShop();
  const patched = async (name: string) => (await shop.patch("", { name })).status;
  const nameOf = async () => (await shop.get("")).body.name;
  const before = await env.CONFIG.prepare("SELECT version, name FROM programs WHERE id = ?")
    .bind(shop.id)
    .first();
  expect(await patched("Changed")).toBe(200);
  expect(await nameOf()).toBe("Changed");
  await env.CONFIG.prepare("UPDATE programs SET version = ?, name = ? WHERE id = ?")
    .bind(before?.["version"], before?.["name"], shop.id)
    .run();
  await untilItCounts();
  expect(await nameOf()).toBe("A shop");
  expect(await patched("Changed again")).toBe(200);
  expect(await nameOf()).toBe("Changed again");
});

test("a tap on a link that was lost with its database still credits, and the link leads nowhere", async () => {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  const clickToken = await shop.tap(seller);
  await env.LINKS.prepare("DELETE FROM links WHERE program_id = ?").bind(shop.id).run();
  const { body } = await shop.order("o-1", 1_000, { clickToken });
  expect(body.results).toMatchObject([{ status: "accepted", attribution: { basis: "touch" } }]);
  expect((await shop.get("/links")).body.data).toEqual([]);
  await shop.settle();
  expect(await shop.wallet(seller)).toMatchObject({ pending: 100 });
});
