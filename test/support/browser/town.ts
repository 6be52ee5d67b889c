/**
 * Everything that a purchase passes through, on loopback. The service on 127.0.0.1 and, on another site, a landing
 * page and a shop on origins of their own. The shop's server takes orders from its checkout form.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Handler, type Origin, openOrigin, page, type Reply, type Visit } from "./origin.ts";
import { Merchant } from "../merchant.ts";
import { type RunningService, runService, temporaryStateDirectory } from "../service.ts";

export interface Town {
  readonly service: RunningService;
  readonly landing: Origin;
  readonly shop: Origin;
  /** A stranger's page. */
  readonly stranger: Origin;
  /** Opens a program whose buyers land on `landing` and buy at `shop`. */
  open(settings?: Record<string, unknown>): Promise<Merchant>;
  /** The landing page of a program. */
  landingOf(merchant: Merchant, attributes?: string): string;
  checkoutOf(merchant: Merchant, orderId: string, attributes?: string): string;
  close(): Promise<void>;
}

/** Path that the shop's server hands on to the service. */
export const FIRST_PARTY_PATH = "/tby";

export async function openTown(): Promise<Town> {
  const state = temporaryStateDirectory();
  process.env["FIRST_PARTY_PREFIX"] = FIRST_PARTY_PATH;
  const service = await runService("start", state.path);
  const merchants = new Map<string, Merchant>();
  const handOn = await documentedProxy(service.url, state.path);
  const shop = await openOrigin("localhost", (visit) => shopAnswers(visit, service.url, merchants), handOn);
  const landing = await openOrigin("localhost", ({ url }) => landingPage(url, service.url, shop));
  const stranger = await openOrigin("localhost", ({ url }) => page("", url.searchParams.get("html") ?? ""));
  const query = (merchant: Merchant, more: Record<string, string>) =>
    new URLSearchParams({ program: merchant.id, ...more }).toString();
  return {
    service,
    landing,
    shop,
    stranger,
    open: async (settings = {}) => {
      const allowedHosts = [landing.host, shop.host];
      const merchant = await Merchant.open(service.url, { allowedHosts, ...settings });
      merchants.set(merchant.id, merchant);
      return merchant;
    },
    landingOf: (merchant, attributes = "") => `${landing.url}/landing?${query(merchant, { attributes })}#top`,
    checkoutOf: (merchant, orderId, attributes = "") =>
      `${shop.url}/checkout?${query(merchant, { order: orderId, attributes })}`,
    close: async () => {
      await Promise.all([shop.close(), landing.close(), stranger.close()]);
      await service.kill();
      state.remove();
    },
  };
}

function sdk(endpoint: string, query: URLSearchParams): string {
  const program = query.get("program") ?? "";
  return `<script src="${endpoint}/t.js" data-program="${program}" ${query.get("attributes") ?? ""}></script>`;
}

function landingPage(url: URL, service: string, shop: Origin): Reply {
  if (url.pathname !== "/landing") return { status: 404, body: "" };
  const program = url.searchParams.get("program") ?? "";
  const checkout = `${shop.url}/checkout?program=${program}&order=${url.searchParams.get("order") ?? "none"}`;
  return page(
    sdk(service, url.searchParams),
    `<a id="buy" href="${checkout}">Buy</a> <a id="more" href="/landing?program=${program}">More</a>`,
  );
}

async function shopAnswers(
  visit: Visit,
  service: string,
  merchants: ReadonlyMap<string, Merchant>,
): Promise<Reply> {
  const { url } = visit;
  if (url.pathname === "/checkout") {
    const query = url.searchParams;
    const endpoint = query.has("firstParty") ? FIRST_PARTY_PATH : service;
    return page(
      sdk(endpoint, query),
      `<form method="post" action="/orders"><input type="hidden" name="clickToken" data-tributary-token>
        <input type="hidden" name="program" value="${query.get("program")}">
        <input type="hidden" name="orderId" value="${query.get("order")}">
        <button id="pay">Pay</button></form>`,
    );
  }
  if (url.pathname === "/orders" && visit.method === "POST") {
    const { program, ...order } = Object.fromEntries(new URLSearchParams(visit.body));
    const result = await merchants.get(program ?? "")?.order(order);
    return page("", `<pre id="result">${JSON.stringify(result)}</pre>`);
  }
  return { status: 404, body: "" };
}

/** The very code that docs/first-party.md gives to shops on Node. */
async function documentedProxy(service: string, folder: string): Promise<Handler> {
  const page = readFileSync(resolve(import.meta.dirname, "../../../docs/first-party.md"), "utf8");
  const [, code] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  if (code === undefined) throw new Error("docs/first-party.md shows no code for Node");
  const file = join(folder, "tributary.mjs");
  writeFileSync(file, code);
  process.env["TRIBUTARY_ORIGIN"] = service;
  const { handOn } = (await import(pathToFileURL(file).href)) as { handOn: Handler };
  return handOn;
}
