/** Clicks by how often they came: only what a person may do counts, and nobody is turned away. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { batchIdFloor, type ClickEvent, packEvent } from "../../domain/tracking/click-event.ts";
import { judgeClicks } from "../../worker/ingest/judge-clicks.ts";
import { openShop, type Shop } from "../support/shop.ts";

const NOW = Date.now() - 60_000;
let serial = 0;

async function programNumber(shop: Shop): Promise<number> {
  return (
    (await env.CONFIG.prepare("SELECT number FROM programs WHERE id = ?")
      .bind(shop.id)
      .first<number>("number")) ?? 0
  );
}

async function verdictsOf(shop: Shop, ...clicks: Partial<ClickEvent>[]): Promise<(string | null)[]> {
  const program = await programNumber(shop);
  serial += 1;
  const events = clicks.map((click) =>
    packEvent({
      kind: "click",
      program,
      link: 1,
      promoter: 513,
      occurredAtMs: NOW,
      unique: true,
      invalid: null,
      visitor: "a",
      network: "n",
      ...click,
    }),
  );
  const batch = { v: 1, id: batchIdFloor(NOW) + serial.toString(16).padStart(20, "0"), events } as const;
  return (await judgeClicks(env, batch)).map((event) => event.invalid);
}

const times = (count: number, make: (index: number) => Partial<ClickEvent>) =>
  Array.from({ length: count }, (_, index) => make(index));

test("a link opened again by one visitor within ten seconds counts once, another link or visitor on its own", async () => {
  const shop = await openShop();
  expect(
    await verdictsOf(
      shop,
      {},
      { occurredAtMs: NOW + 9_999 },
      { occurredAtMs: NOW + 10_000 },
      { link: 2 },
      { visitor: "b" },
    ),
  ).toEqual([null, "repeated", null, null, null]);
});

test("many people behind one address count, up to the program's limit of the network", async () => {
  const shop = await openShop({ fraud: { maxClicksPerIpPerMinute: 30 } });
  const verdicts = await verdictsOf(
    shop,
    ...times(40, (index) => ({ visitor: `v${index}`, occurredAtMs: NOW + index })),
  );
  expect(verdicts.filter((verdict) => verdict === null)).toHaveLength(30);
  expect(verdicts.slice(30)).toEqual(Array.from({ length: 10 }, () => "network_rate"));
});

test("one visitor on many links counts up to the program's limit of a visitor", async () => {
  const shop = await openShop({ fraud: { maxClicksPerVisitorPerMinute: 5 } });
  const verdicts = await verdictsOf(shop, ...times(8, (link) => ({ link })));
  expect(verdicts).toEqual([null, null, null, null, null, "visitor_rate", "visitor_rate", "visitor_rate"]);
});

test("a program that only observes counts every click", async () => {
  const shop = await openShop({ fraud: { mode: "observe" } });
  expect(await verdictsOf(shop, {}, {}, {})).toEqual([null, null, null]);
});

test("where no address is known nobody is judged, and what the edge marked stays marked", async () => {
  const shop = await openShop();
  expect(await verdictsOf(shop, { network: "" }, { network: "" }, { invalid: "bot" })).toEqual([
    null,
    null,
    "bot",
  ]);
});
