/** Files of exports leave the service. They hold nothing by which a buyer or a network is known again elsewhere. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { DATASETS } from "../../../worker/configuration/sections/exports.shapes.ts";
import { networkSalts } from "../../../worker/platform/networks/network-salts.ts";
import { dayOfNetwork } from "../../../domain/risk/network-of-day.ts";
import { exported, rowsOf } from "../../support/exports/run-export.ts";
import { counting } from "../../support/risk/suspicions.ts";

const HASHES = { address: "hash-of-an-address", payment: "hash-of-a-card", device: "hash-of-a-phone" };
const FROM = { "cf-connecting-ip": "203.0.113.7" };

test("no file of any dataset holds buyers' hashes, ids or clients, or the tag of a click's network", async () => {
  const shop = await counting();
  const seller = await shop.promoter("the-seller");
  // Without the day's salt a click has no tag.
  await networkSalts.of(env.NETWORK_SALTS, Date.now(), Date.now());
  const clickToken = await shop.tap(seller, FROM);
  const order = { clickToken, customerId: "the-buyer", hashes: HASHES };
  expect((await shop.order("o1", 10_000, order)).body.results[0].status).toBe("accepted");
  await shop.settle();
  const network = async () =>
    await env.REPORTS.prepare("SELECT click_network FROM orders WHERE program_id = ?")
      .bind(shop.id)
      .first<number>("click_network");
  await expect.poll(network).not.toBeNull();
  const clickNetwork = (await network()) ?? 0;
  const { networkTag } = dayOfNetwork(clickNetwork);

  const rows = [];
  for (const dataset of DATASETS) {
    const { id, state } = await exported(shop, { dataset });
    expect(state).toBe("finished");
    rows.push(...(await rowsOf(shop, id)));
  }
  const text = JSON.stringify(rows);
  // The order is there, so what is missing was left out.
  expect(text).toContain('"orderId":"o1"');
  expect(text).toContain(seller.id);
  for (const secret of [...Object.values(HASHES), "the-buyer", "the-seller", "203.0.113", clickToken])
    expect(text).not.toContain(secret);
  const numbers = text.match(/\d+/g) ?? [];
  expect(numbers).not.toContain(String(clickNetwork));
  expect(text).not.toMatch(new RegExp(`[nN]etwork[^,}]{0,20}\\b${networkTag}\\b`));
  expect(text).not.toMatch(/"(hashes|networkTag|clickNetwork|click_network)\\*"/);
});
