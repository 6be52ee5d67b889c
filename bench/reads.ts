/** Wallet reads a second, against a Worker of the same framework that compares a bearer and reads nothing. */
import { resolve } from "node:path";
import { build } from "esbuild";
import { BARS } from "./bars.ts";
import { driven } from "./load.ts";
import { against } from "./measurement.ts";
import { TOKEN } from "./reads/empty-route-address.ts";
import type { Report } from "./report.ts";
import { compare } from "./rounds.ts";
import type { Settings } from "./settings.ts";
import { makeShareLink, openShop, PROGRAM } from "./shop.ts";
import { startWorker } from "./subjects/bare-worker.ts";
import { startTributary } from "./subjects/tributary.ts";

const CONNECTIONS = 8;

export async function measureReads(
  report: Report,
  { rounds, roundSeconds: seconds }: Settings,
): Promise<void> {
  report.part("Reads: wallets against an empty route with a bearer");
  const service = await startTributary();
  const empty = await startWorker(await emptyRoute());
  try {
    const shop = await openShop(service);
    const { promoterId } = await makeShareLink(shop, "promoter-1");
    const promoter = `/v1/programs/${PROGRAM}/promoters/${promoterId}`;
    const bonus = { amount: 1_000, kind: "bonus", reason: "a wallet that something is in" };
    await shop.api.post(`${promoter}/adjustments`, bonus, { "Idempotency-Key": "bonus" });
    const path = `${promoter}/wallet`;
    // The operator's: a key is held to 200 calls a second.
    const load = (origin: string, token: string) => ({
      url: `${origin}${path}`,
      headers: { authorization: `Bearer ${token}` },
      seconds,
      connections: CONNECTIONS,
    });
    const figures = await compare(
      report,
      rounds,
      driven(report, "Tributary", load(service.url, service.adminToken)),
      driven(report, "empty Hono route", load(empty.url, TOKEN)),
    );
    const name = `wallet reads, ${CONNECTIONS} connections`;
    report.add(against(name, "requests/s", figures, "empty Hono route", BARS.walletReads));
  } finally {
    await empty.stop();
    await service.stop();
  }
}

/** Built as the service is. */
async function emptyRoute(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, "reads", "empty-route.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
