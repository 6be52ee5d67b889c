/**
 * The product as one module in place of a thousand, for tests inside of workerd. Each runtime asks for every module by
 * itself, and waits for it. A test that imports a module of the product gets what the one module has, so that nothing is
 * there twice. `TEST_MODULES=apart` loads each by itself: errors then name lines of the product's own files.
 */
import { globSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { build } from "esbuild";
import { parseSync } from "oxc-parser";
import type { Plugin } from "vitest/config";

const PROJECT = resolve(import.meta.dirname, "../../..");
/** Begins everything, and so is loaded first. */
const MAIN = "worker/index.ts";
/** Stands for the package `zod` where wrangler builds, and nowhere else. */
const BUILT_ONLY = ["worker/http/zod-in-use.ts", "worker/http/zod-members.ts"];
const ONE = "\0product-as-one";
/** To read it takes longer than all that it would be asked for. */
const NO_MAP = { mappings: "" } as const;

/** While files are watched, each is a module of its own, so that a change is seen. */
export function productAsOne(): Plugin {
  const modules = new Set(namesOfModules());
  let areApart = process.env["TEST_MODULES"] === "apart";
  return {
    name: "product-as-one",
    enforce: "pre",
    configResolved: ({ test }) => {
      areApart ||= test?.watch === true;
    },
    resolveId: (id) => (id === ONE ? id : null),
    load: async (id) => {
      if (id === ONE) return { code: await bundled(modules), map: NO_MAP };
      const name = relative(PROJECT, id.split("?", 1)[0] ?? "");
      return modules.has(name) && !areApart ? { code: partOfOne(name), map: NO_MAP } : null;
    },
  };
}

function namesOfModules(): string[] {
  const all = globSync("{domain,durable-objects,worker}/**/*.ts", { cwd: PROJECT });
  const others = all.filter((name) => name !== MAIN && !BUILT_ONLY.includes(name)).toSorted();
  return [MAIN, ...others];
}

let one: Promise<string> | undefined;

/** Once for all projects of a run. */
function bundled(modules: Iterable<string>): Promise<string> {
  one ??= bundle([...modules]);
  return one;
}

async function bundle(names: readonly string[]): Promise<string> {
  const imports = names.map((name, at) => `import * as m${at} from ${JSON.stringify(`./${name}`)};`);
  const entries = names.map((name, at) => `${JSON.stringify(name)}: m${at}`);
  const contents = `${imports.join("\n")}\nexport const MODULES = { ${entries.join(", ")} };\n`;
  const { outputFiles } = await build({
    absWorkingDir: PROJECT,
    stdin: { contents, resolveDir: PROJECT },
    bundle: true,
    packages: "external",
    external: ["cloudflare:*"],
    format: "esm",
    target: "esnext",
    platform: "neutral",
    write: false,
    logLevel: "warning",
  });
  const [{ text } = { text: "" }] = outputFiles;
  return text;
}

/** The module's exports, as the one module has them. */
function partOfOne(name: string): string {
  const exported = exportsOf(name).map((member, at) => {
    const value = `__tributary_${at}`;
    return `const ${value} = __tributary[${JSON.stringify(member)}];\nexport { ${value} as ${member} };`;
  });
  return [
    `import { MODULES } from ${JSON.stringify(ONE)};`,
    `const __tributary = MODULES[${JSON.stringify(name)}];`,
    ...exported,
  ].join("\n");
}

/** Names of values, since types are gone by then. What has no name is the default. */
function exportsOf(name: string): string[] {
  const path = resolve(PROJECT, name);
  const { staticExports } = parseSync(path, readFileSync(path, "utf8")).module;
  const entries = staticExports.flatMap((statement) => statement.entries);
  return entries.filter(({ isType }) => !isType).map(({ exportName }) => exportName.name ?? "default");
}
