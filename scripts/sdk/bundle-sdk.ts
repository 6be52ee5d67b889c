/**
 * Bundles the browser SDK to one script that runs in every browser since 2017, and what draws share cards in WeChat to another.
 *
 * The Worker serves it from a module that is checked in. So tests, a local start and a deployment need no build
 * step of their own. A test fails when the module is not what the sources make.
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const PROJECT = resolve(import.meta.dirname, "../..");

interface Script {
  /** Its source, and the module that the Worker serves it from, by their paths in the project. */
  readonly source: string;
  readonly module: string;
  /** What the module calls it. */
  readonly name: "SDK" | "WECHAT";
  /** What a page may be asked to load. */
  readonly mostBytes: number;
  readonly measuredAs: "minified" | "gzipped";
}

/** By their paths on the share host. */
export const SCRIPTS: Readonly<Record<"t.js" | "t-wechat.js", Script>> = {
  "t.js": {
    source: "sdk/tributary.ts",
    module: "worker/edge/sdk-bundle.ts",
    name: "SDK",
    mostBytes: 4_096,
    measuredAs: "gzipped",
  },
  "t-wechat.js": {
    source: "sdk/wechat.ts",
    module: "worker/edge/wechat-bundle.ts",
    name: "WECHAT",
    mostBytes: 2_048,
    measuredAs: "minified",
  },
};

export interface SdkBundle {
  readonly script: string;
  /** As it is measured. */
  readonly bytes: number;
}

export async function buildSdk({ source, measuredAs }: Script = SCRIPTS["t.js"]): Promise<SdkBundle> {
  const { outputFiles } = await build({
    entryPoints: [resolve(PROJECT, source)],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2017",
    legalComments: "none",
    write: false,
    logLevel: "silent",
  });
  const script = outputFiles[0]?.text.trimEnd() ?? "";
  const bytes = measuredAs === "gzipped" ? gzipSync(script, { level: 9 }).length : Buffer.byteLength(script);
  return { script, bytes };
}

/** The module's text. */
export function moduleText(script: string, name: Script["name"] = "SDK"): string {
  const etag = createHash("sha256").update(script).digest("base64url").slice(0, 22);
  return `/** ${TITLES[name]} as it is served. Made by \`npm run build\` from sdk/; do not edit. */
// oxfmt-ignore
export const ${name}_SCRIPT = ${JSON.stringify(script)};

/** Names this very script. */
export const ${name}_ETAG = ${JSON.stringify(etag)};
`;
}

const TITLES = { SDK: "The browser SDK", WECHAT: "What draws share cards in WeChat," } as const;
