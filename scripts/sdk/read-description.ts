/** The document of `/openapi.json`, made of the Worker's sources in Node and without a start. */
import { resolve } from "node:path";
import { build, type Plugin } from "esbuild";

const PROJECT = resolve(import.meta.dirname, "../..");

/** As far as the description of the routes is concerned, the platform is names alone. */
const PLATFORM =
  "export class DurableObject {} export class WorkerEntrypoint {} export class RpcTarget {} export const env = {}; export function waitUntil() {}";

const PLATFORM_AS_NAMES: Plugin = {
  name: "platform-as-names",
  setup(bundle) {
    bundle.onResolve({ filter: /^cloudflare:/ }, ({ path }) => ({ path, namespace: "platform" }));
    bundle.onLoad({ filter: /./, namespace: "platform" }, () => ({ contents: PLATFORM }));
  },
};

/** The OpenAPI document as the service writes it. */
export async function readDescription(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [resolve(PROJECT, "scripts/sdk/described-api.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // As wrangler.toml has it.
    alias: { zod: resolve(PROJECT, "worker/http/zod-in-use.ts") },
    plugins: [PLATFORM_AS_NAMES],
    write: false,
    logLevel: "error",
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  const { description } = (await import(`data:text/javascript;base64,${code}`)) as { description: object };
  return JSON.stringify(description);
}
