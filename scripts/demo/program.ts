/** The program `demo`: made once per STATE_DIR, and used again by later runs. */
import {
  type CommissionRule,
  type NewProgram,
  type Tributary,
  TributaryProblem,
} from "../../sdk/node/tributary.ts";
import { DemoFailure, say } from "./print.ts";

const PROGRAM = {
  id: "demo",
  name: "Demo tea shop",
  currency: "CNY",
  timezone: "Asia/Shanghai",
  settlement: { holdPeriod: "PT3S", holdStartsAt: "received", minPayout: 100 },
  // The demo buys right after it taps, which of a person would be suspicious.
  fraud: { minClickToConversion: "PT0S" },
} as const satisfies NewProgram;

const RULES: CommissionRule[] = [
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
export async function createProgram(api: Tributary): Promise<string> {
  const secret = (await isMade(api)) ? await renewSecret(api) : await create(api);
  if (secret === undefined) throw new DemoFailure("no webhook secret was answered");
  // Setting the rules that are in force is a repeat and makes no new version.
  await api.put("/v1/programs/{program}/commission-rules", { body: { rules: RULES } });
  return secret;
}

async function isMade(api: Tributary): Promise<boolean> {
  try {
    await api.patch("/v1/programs/{program}", { body: { fraud: PROGRAM.fraud } });
    return true;
  } catch (error) {
    if (error instanceof TributaryProblem && error.status === 404) return false;
    throw error;
  }
}

async function create(api: Tributary): Promise<string | undefined> {
  const program = await api.post("/v1/programs", { body: PROGRAM });
  say("program `demo` made, with an API key and a webhook secret of its own");
  return program.webhookSecret;
}

/** Secrets are shown only when made. The old one ends at once: nothing else signs for this program. */
async function renewSecret(api: Tributary): Promise<string | undefined> {
  const renewed = await api.post("/v1/programs/{program}/sources/{source}/secrets", {
    path: { source: "standard" },
    body: { expiresAt: new Date().toISOString() },
  });
  say("program `demo` stands already; the shop gets a fresh webhook secret");
  return renewed.secret;
}

/** Lets share links lead to the shop, whatever its port is this time. */
export async function allowShop(api: Tributary, host: string): Promise<void> {
  await api.patch("/v1/programs/{program}", { body: { allowedHosts: [host] } });
}
