/** What deploys the service names what there is: the recipe of the guides, the workflows, the image, the unit, the button. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { type Fault, PROJECT, read } from "../read/source.ts";

const GUIDES = ["README.md", "README.zh-CN.md"];
const WORKFLOWS = [".github/workflows/check.yml", ".github/workflows/deploy.yml"];
/** What the process around the Worker reads, beside the Worker's own variables. */
const OF_THE_PROCESS = ["NODE_ENV", "HOST", "PORT", "STATE_DIR"];

const wrangler = read("wrangler.toml").text;
const project = JSON.parse(read("package.json").text) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly cloudflare: { readonly bindings: Readonly<Record<string, { readonly description: string }>> };
};

/** What is read of wrangler's configuration. */
interface Configuration {
  readonly routes?: readonly object[] | undefined;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly d1_databases: readonly { readonly binding: string; readonly database_name?: string }[];
  readonly r2_buckets: readonly { readonly bucket_name?: string }[];
  readonly queues: { readonly producers?: readonly { readonly binding: string; readonly queue: string }[] };
}

const configOf = (file: string): Configuration =>
  unstable_readConfig({ config: file }, { hideWarnings: true });
const config = configOf(join(PROJECT, "wrangler.toml"));
const variables = Object.keys(config.vars);
const secrets = Object.keys(parseEnv(readFileSync(join(PROJECT, ".dev.vars.example"), "utf8")));
const folder = temporaryDirectory();

afterAll(() => {
  folder.remove();
});

/** Lines that a guide gives to be pasted, of all blocks of a language. */
function pasted(path: string, language: string): string {
  const blocks = read(path).text.matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\`$`, "gms"));
  return [...blocks].map(([, block = ""]) => block.replaceAll(/^ {3}/gm, "")).join("\n");
}

function named(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].flatMap(([, names = ""]) => names.split(" ")));
}

/** What follows a word at the beginning of lines. */
function settingsIn(text: string, word: string): string {
  const lines = text.split("\n").filter((line) => line.startsWith(word));
  expect(lines).toHaveLength(1);
  return lines.join("").slice(word.length);
}

function unknownTo(known: readonly string[], path: string, names: Iterable<string>): Fault[] {
  return [...names].filter((name) => !known.includes(name)).map((name) => `${path} sets ${name}`);
}

test.each(GUIDES)("%s makes the databases, the bucket and the queues that the Worker is bound to", (path) => {
  const commands = pasted(path, "sh");
  const databases = config.d1_databases.map(({ database_name }) => database_name);
  expect(named(commands, /wrangler d1 create (\S+)/g)).toEqual(new Set(databases));
  const buckets = config.r2_buckets.map(({ bucket_name }) => bucket_name);
  expect(named(commands, /wrangler r2 bucket create (\S+)/g)).toEqual(new Set(buckets));
  const queues = (config.queues.producers ?? []).map(({ queue }) => queue);
  expect(queues.length).toBeGreaterThan(0);
  expect(named(commands, /for name in ([\w -]+); do\n.*wrangler queues create \$name/g)).toEqual(
    new Set(queues),
  );
});

test.each(GUIDES)("wrangler reads what %s has changed in its file, hosts and all", (path) => {
  const [routes = "", hosts = ""] = pasted(path, "toml").split(/^(?=SHARE_ORIGIN)/m);
  const values = [...hosts.matchAll(/^(\w+) = .*$/gm)];
  const changed = values.reduce(
    (text, [line, name]) => text.replace(new RegExp(`^${name} = ""$`, "m"), line),
    wrangler,
  );
  const file = join(folder.path, `${path}.toml`);
  writeFileSync(file, `${routes}\n${changed}`);
  const { routes: hostsOf, vars } = configOf(file);
  expect(hostsOf).toHaveLength(2);
  expect(vars).toEqual({
    ...config.vars,
    SHARE_ORIGIN: "https://go.shop.example",
    ADMIN_HOST: "tributary.shop.example",
  });
});

test("workflows run scripts that there are: all checks, the bounds of a start, and a deployment that migrates", () => {
  const [check, deploy] = WORKFLOWS.map((path) => read(path).text) as [string, string];
  const scripts = named(check + deploy, /npm run ([\w:]+)/g);
  expect([...scripts].filter((name) => project.scripts[name] === undefined)).toEqual([]);
  expect(named(check, /run: npm run ([\w:]+)/g)).toEqual(new Set(["check", "startup", "build"]));
  expect([...deploy.matchAll(/npm run \w+|\/readyz/g)].flat()).toEqual([
    "npm run check",
    "npm run deploy",
    "/readyz",
  ]);
  expect(project.scripts["deploy"]).toContain("npm run migrate && wrangler deploy");
  const bindings = config.d1_databases.map(({ binding }) => binding);
  expect([...named(project.scripts["migrate"] ?? "", /migrations apply (\w+) --remote/g)]).toEqual(bindings);
});

test("the button describes each secret, and nothing that is not bound or set", () => {
  const described = project.cloudflare.bindings;
  const { d1_databases, queues } = config;
  const bound = [...d1_databases, ...(queues.producers ?? [])].map(({ binding }) => binding);
  expect([...secrets, ...bound].filter((name) => described[name] === undefined)).toEqual([]);
  expect(unknownTo([...secrets, ...bound, ...variables], "package.json", Object.keys(described))).toEqual([]);
});

test("image, compose file and unit start what a build makes, as no root, and set what is read", () => {
  const [image, compose, unit] = ["Dockerfile", "compose.yaml", "deploy/tributary.service"].map(
    (path) => read(path).text,
  ) as [string, string, string];
  const started = project.scripts["serve"]?.split(" ")[1];
  expect(image).toContain(`CMD ["node", "${started}"]`);
  expect(image.slice(image.lastIndexOf("\nFROM"))).toMatch(/^USER node$[^]*^HEALTHCHECK /m);
  expect(unit).toMatch(new RegExp(`^User=tributary$[^]*^ExecStart=\\S+/node ${started}$`, "m"));
  expect(compose).toMatch(/^ {4}read_only: true$/m);
  const known = [...variables, ...secrets, ...OF_THE_PROCESS];
  const [, service = ""] = /^ {2}tributary:\n(.*?)^$/ms.exec(compose) ?? [];
  const set = named(service, /^ {6}(\w+): /gm);
  expect(
    secrets.filter((name) => /TOKEN|KEYS?$/.test(name) && !/COPY|UPSTASH/.test(name) && !set.has(name)),
  ).toEqual([]);
  expect([
    ...unknownTo(known, "compose.yaml", set),
    ...unknownTo(known, "Dockerfile", named(settingsIn(image, "ENV "), /(\w+)=/g)),
    ...unknownTo(known, "deploy/tributary.service", named(settingsIn(unit, "Environment="), /(\w+)=/g)),
  ]).toEqual([]);
});
