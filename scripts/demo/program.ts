/** The program `demo`: made once per STATE_DIR, and used again by later runs. */
import type { Json, Operator } from "./client.ts";
import { DemoFailure, say } from "./print.ts";

const PROGRAM = {
  id: "demo",
  name: "Demo tea shop",
  currency: "CNY",
  timezone: "Asia/Shanghai",
  settlement: { holdPeriod: "PT3S", holdStartsAt: "received", minPayout: 100 },
  // The demo buys right after it taps, which of a person would be suspicious.
  fraud: { minClickToConversion: "PT0S" },
};

const RULES = [
  {
    id: "standard",
    scope: {},
    levels: [
      { level: 1, kind: "percentage", rateBps: 1_000 },
      { level: 2, kind: "percentage", rateBps: 500 },
    ],
  },
];

/** @returns the secret that the shop signs its webhooks with. */
export async function createProgram(api: Operator): Promise<string> {
  const standing = await api.get("/v1/programs/demo", [200, 404]);
  const secret = standing.id === "demo" ? await renewSecret(api) : await create(api);
  if (typeof secret !== "string") throw new DemoFailure("no webhook secret was answered");
  if (standing.id === "demo") await api.patch("/v1/programs/demo", { fraud: PROGRAM.fraud });
  // Setting the rules that are in force is a repeat and makes no new version.
  await api.put("/v1/programs/demo/commission-rules", { rules: RULES });
  return secret;
}

async function create(api: Operator): Promise<Json> {
  const program = await api.post("/v1/programs", PROGRAM);
  say("program `demo` made, with an API key and a webhook secret of its own");
  return program.webhookSecret;
}

/** Secrets are shown only when made. The old one ends at once: nothing else signs for this program. */
async function renewSecret(api: Operator): Promise<Json> {
  const expiresAt = new Date().toISOString();
  const renewed = await api.post("/v1/programs/demo/sources/standard/secrets", { expiresAt });
  say("program `demo` stands already; the shop gets a fresh webhook secret");
  return renewed.secret;
}

/** Lets share links lead to the shop, whatever its port is this time. */
export async function allowShop(api: Operator, host: string): Promise<void> {
  await api.patch("/v1/programs/demo", { allowedHosts: [host] });
}
