/** Bundles `npm start`, `npm run backup` and `npm run restore` to scripts that need miniflare and workerd beside it, and none of the tools that build. */
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { build } from "esbuild";
import { PROJECT } from "../project.ts";

/** By its path in the project. It has to lie as deep as `scripts/service`: both find the project from where they are. */
export const SERVICE_FOLDER = "dist/service";

/** @param folder by its path in the project, as deep as the usual one. */
export async function bundleService(folder = SERVICE_FOLDER): Promise<void> {
  const outdir = resolve(PROJECT, folder);
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: {
      start: resolve(PROJECT, "scripts/start.mjs"),
      backup: resolve(PROJECT, "scripts/backup.mjs"),
      restore: resolve(PROJECT, "scripts/restore.mjs"),
      "watchdog-thread": resolve(PROJECT, "scripts/service/watchdog-thread.ts"),
    },
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // What builds the Worker comes into a file of its own, which production never loads.
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    external: ["miniflare", "wrangler"],
    legalComments: "linked",
    logLevel: "warning",
  });
}
