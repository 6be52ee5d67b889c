/** The examples in PHP run on PHP: the plain shop sells by a share link, and the plug-in keeps tokens with an order. */
import type { ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { spelled } from "../../sdk/token-list.ts";
import { tokenOf } from "../e2e/traffic/taps.ts";
import {
  PROJECT,
  runService,
  type RunningService,
  temporaryDirectory,
  temporaryStateDirectory,
} from "../support/service.ts";
import { runPhp, servePhp } from "../support/shops/php.ts";
import { buyThrough, manage, post } from "../support/shops/plain-shop.ts";
import { orderBody } from "../support/woocommerce/bodies.ts";

const PLAIN_SHOP = join(PROJECT, "examples/plain-shop/shop.php");
const PLUG_IN = join(PROJECT, "examples/woocommerce-plugin/tributary.php");
const WORDPRESS = join(PROJECT, "test/support/shops/wordpress.php");

const state = temporaryStateDirectory();
const shops: ChildProcess[] = [];
let service: RunningService;

beforeAll(async () => {
  service = await runService("start", state.path);
});

afterAll(async () => {
  for (const shop of shops) shop.kill();
  await service?.kill();
  state.remove();
});

async function openShop(settings: Record<string, string>): Promise<string> {
  const shop = await servePhp(PLAIN_SHOP, { TRIBUTARY_ORIGIN: service.url, ...settings });
  shops.push(shop.process);
  return `${shop.origin}/tea`;
}

interface AtWordPress {
  readonly features: Readonly<Record<string, string>>;
  readonly scripts: readonly { readonly src: string; readonly strategy: string }[];
  readonly classic: readonly object[];
  readonly blocks: readonly object[];
}

/** What the plug-in does for a visitor with these cookies. */
function visited(cookies: Record<string, unknown>, plugIn = PLUG_IN): AtWordPress {
  return JSON.parse(runPhp(WORDPRESS, plugIn, JSON.stringify(cookies))) as AtWordPress;
}

test("every example in PHP is read by PHP without a complaint", () => {
  const files = globSync("examples/**/*.php", { cwd: PROJECT }).toSorted();
  expect(files).toEqual(["examples/plain-shop/shop.php", "examples/woocommerce-plugin/tributary.php"]);
  for (const file of files) expect(runPhp("-l", join(PROJECT, file))).toContain("No syntax errors");
});

test("the plain shop in PHP takes an order by a share link, and the wallet shows the commission", async () => {
  expect(await buyThrough(service, "php-shop", openShop)).toMatchObject({ held: 667 });
  const settings = { PROGRAM: "php-shop", WEBHOOK_SECRET: "whsec_bm90IHRoZSBzZWNyZXQ=" };
  const foreign = await post(new URL("/orders", await openShop(settings)).href);
  expect([foreign.status, await foreign.text()]).toEqual([502, expect.stringContaining("401")]);
  const unset = await fetch(await openShop({ PROGRAM: "" }));
  expect([unset.status, await unset.text()]).toEqual([502, expect.stringContaining("Set PROGRAM")]);
});

test("the plug-in loads the script, and puts what its cookie holds, and nothing else, into an order of either checkout", () => {
  const tokens = ["A".repeat(80), `${"b_-".repeat(20)}.${"C".repeat(60)}`];
  const cookie = spelled(
    tokens.map((token) => ({ token, seenAtS: 1_795_334_400 })),
    3_800,
  );
  const kept = [{ key: "_tby", value: tokens.join(",") }];
  expect(visited({ tbyt_shop: cookie })).toEqual({
    features: { custom_order_tables: "tributary.php", cart_checkout_blocks: "tributary.php" },
    scripts: [{ src: "https://go.shop.example/t.js?program=shop", version: null, strategy: "async" }],
    classic: kept,
    blocks: kept,
  });
  const nasty = [
    undefined,
    "",
    "<script>",
    "a'b\\",
    `${"x".repeat(241)}:1`,
    ["a"],
    { a: { b: "c" } },
    "a\n:1",
  ];
  for (const value of nasty) {
    const { classic, blocks } = visited(value === undefined ? {} : { tbyt_shop: value });
    expect([value, classic, blocks]).toEqual([value, [], []]);
  }
  const many = Array.from({ length: 30 }, (_, index) => `token-${index}:1`).join("~");
  const [first] = visited({ tbyt_shop: many }).classic as { value: string }[];
  expect(first?.value.split(",")).toHaveLength(20);
});

test("what stands below the plug-in's first comment does the same in the functions.php of a theme", () => {
  const theme = temporaryDirectory();
  const functions = join(theme.path, "functions.php");
  const [, below = ""] = readFileSync(PLUG_IN, "utf8").split("\n */\n");
  writeFileSync(functions, `<?php\n// The theme's own functions stand here.\n${below}`);
  const cookies = { tbyt_shop: `${"A".repeat(80)}:1795334400` };
  const { features: _, ...pasted } = visited(cookies, functions);
  const { features: __, ...installed } = visited(cookies);
  theme.remove();
  expect(below).toContain("add_action");
  expect(pasted).toEqual(installed);
});

test("an order whose meta data the plug-in wrote pays the promoter of the tapped link", async () => {
  await manage(service, "POST", "", {
    id: "woo",
    name: "Shop",
    currency: "USD",
    allowedHosts: ["shop.example"],
  });
  const levels = [{ level: 1, kind: "percentage", rateBps: 1_000 }];
  await manage(service, "PUT", "/woo/commission-rules", { rules: [{ id: "all", scope: {}, levels }] });
  const { id: promoterId } = await manage(service, "POST", "/woo/promoters", { memberId: "wei" });
  const link = { promoterId, destination: "https://shop.example/" };
  const token = await tokenOf((await manage(service, "POST", "/woo/links", link)).url);
  const { secret } = await manage(service, "POST", "/woo/sources/woocommerce/secrets", {});
  const seenAtS = Math.floor(Date.now() / 1_000);
  const { blocks } = visited({ tbyt_shop: spelled([{ token, seenAtS }], 3_800) });
  const at = new Date((seenAtS + 2) * 1_000).toISOString().slice(0, 19);
  const order = orderBody(
    { id: 7, total: "100.00", lines: [{ total: "100.00" }], modifiedAt: at },
    { date_created_gmt: at, meta_data: blocks },
  );
  const body = JSON.stringify(order);
  const answer = await fetch(`${service.url}/webhooks/woo/woocommerce`, {
    method: "POST",
    headers: {
      "x-wc-webhook-signature": createHmac("sha256", secret).update(body).digest("base64"),
      "x-wc-webhook-topic": "order.created",
    },
    body,
  });
  expect(await answer.json()).toMatchObject({
    results: [{ orderId: "7", status: "accepted", commissions: [{ promoterId, amount: 1_000 }] }],
  });
});
