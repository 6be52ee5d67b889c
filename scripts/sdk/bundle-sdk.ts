/**
 * Bundles the browser SDK to one script that runs in every browser since 2017.
 *
 * The Worker serves it from a module that is checked in, so that tests, a local start and a deployment need no build
 * step of their own; a test fails when the module is not what the sources make.
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const PROJECT = resolve(import.meta.dirname, "../..");

/** The module that the Worker serves the script from, by its path in the project. */
export const MODULE = "worker/edge/sdk-bundle.ts";
/** What a page may be asked to load. */
export const MOST_GZIPPED_BYTES = 4_096;

export interface SdkBundle {
  readonly script: string;
  readonly gzippedBytes: number;
}

export async function buildSdk(): Promise<SdkBundle> {
  const { outputFiles } = await build({
    entryPoints: [resolve(PROJECT, "sdk/tributary.ts")],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2017",
    legalComments: "none",
    write: false,
    logLevel: "silent",
  });
  const script = outputFiles[0]?.text.trimEnd() ?? "";
  return { script, gzippedBytes: gzipSync(script, { level: 9 }).length };
}

/** The module's text. */
export function moduleText(script: string): string {
  const etag = createHash("sha256").update(script).digest("base64url").slice(0, 22);
  return `/** The browser SDK as it is served. Made by \`npm run build\` from sdk/; do not edit. */
// oxfmt-ignore
export const SDK_SCRIPT = ${JSON.stringify(script)};

/** Names this very script. */
export const SDK_ETAG = ${JSON.stringify(etag)};
`;
}
