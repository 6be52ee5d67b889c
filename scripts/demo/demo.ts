/** Runs the journey against a service that has just started, and says where to look afterwards. */
import { styleText } from "node:util";
import { setTimeout as wait } from "node:timers/promises";
import type { Service } from "../service/service.ts";
import { createTributary } from "../../sdk/node/tributary.ts";
import { send } from "./client.ts";
import { journey, type Visited } from "./journey.ts";
import { DemoFailure } from "./print.ts";
import { makeYear } from "./year/make-year.ts";
import { bestSellerOf, YEAR } from "./year/shop.ts";

const READY_WITHIN_MS = 20_000;

/** @param withYear whether it makes a year of a shop as well. @returns whether every expectation held. */
export async function runDemo(service: Service, withYear: boolean): Promise<boolean> {
  const startedAt = Date.now();
  try {
    await ready(service.url);
    const { url: origin, adminToken: key } = service;
    const api = createTributary({ origin, key, program: "demo" });
    const visited = await journey(origin, api);
    const portals = [await portalOf(service, "demo", "Wei", visited.promoterId)];
    if (withYear) {
      await makeYear(origin, key);
      const best = await bestSellerOf(createTributary({ origin, key, program: YEAR }));
      portals.push(await portalOf(service, YEAR, best.name ?? best.memberId, best.id));
    }
    console.log(closing(service, visited, portals, Date.now() - startedAt));
    return true;
  } catch (error) {
    const reason = error instanceof DemoFailure ? error.message : error;
    console.error(styleText("red", "\nThe demo stopped:"), reason);
    return false;
  }
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const { status } = await send(`${url}/healthz`);
    if (status === 200) return;
    if (Date.now() > deadline) throw new DemoFailure(`/healthz answers ${status}`);
    await wait(200);
  }
}

/** A promoter's own pages, with a token made for whoever looks at the demo. */
async function portalOf(service: Service, program: string, name: string, id: string): Promise<string> {
  const api = createTributary({ origin: service.url, key: service.adminToken, program });
  const made = await api.post("/v1/programs/{program}/promoters/{id}/tokens", { path: { id }, body: {} });
  return `  ${service.url}/portal/${program}
      The portal of ${name}. Sign in with this token: ${made.token}`;
}

function closing(service: Service, visited: Visited, portals: readonly string[], tookMs: number): string {
  const token = service.ownAdminToken ? service.adminToken : "$ADMIN_TOKEN";
  const ask = `curl -H "Authorization: Bearer ${token}" ${service.url}/v1/programs/demo`;
  const given = service.ownAdminToken
    ? ""
    : "\n  $ADMIN_TOKEN is the token that this start was given; set it in the terminal that asks.\n";
  return `
${styleText("bold", "Done")} in ${(tookMs / 1000).toFixed(1)} s. It keeps serving.

  Open in a browser:

  ${visited.shareLink}
      Wei's share link. It leads to the shop, ${visited.shopPage}, whose page shows the click token and
      what the SDK kept. Buy there, and it shows what Wei (${visited.promoterId}) and Ling (${visited.uplineId}) earn.
  ${service.url}/
      The desk. Sign in with the operator's token (ADMIN_TOKEN), and choose the program.
${portals.join("\n")}
      Desk and portal are two sign-ins: open the portal in a private window.
  ${service.url}/docs
      Every call of the API, of which ${service.url}/openapi.json is the description.

  Ask from another terminal. The answers are JSON; "show" of README.md prints them readably:

  the order      ${ask}/orders/${visited.orderId}
  why it is so   ${ask}/orders/${visited.orderId}/explanation
  the wallet     ${ask}/promoters/${visited.promoterId}/wallet
  the journal    ${ask}/promoters/${visited.promoterId}/journal
${given}
  Ctrl-C stops it.
`;
}
