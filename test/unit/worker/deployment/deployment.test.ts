/** A deployment whose keys, hosts, addresses or prefix could never work is refused in a sentence that quotes no secret. */
import { expect, test } from "vitest";
import { type Deployment, deploymentFaults } from "../../../../worker/deployment/deployment.shapes.ts";
import { keyRing } from "../../../../worker/platform/keys.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const OTHER = Buffer.alloc(32, 9).toString("base64");
const GOOD: Deployment = {
  ADMIN_TOKEN: "a-token-of-the-operator",
  TOKEN_KEYS: `1:${KEY}`,
  CHECK_KEY: KEY,
  DATA_KEY: `1:${KEY}`,
};

test("what the README makes is accepted, with and without addresses", () => {
  expect(deploymentFaults(GOOD, "world")).toEqual([]);
  const full: Deployment = {
    ...GOOD,
    TOKEN_KEYS: `2:${OTHER},1:${KEY}`,
    ADMIN_HOST: "tributary.shop.example:8443",
    SHARE_ORIGIN: "https://go.shop.example/",
    SHARE_ORIGINS: "https://go2.shop.example, https://go3.shop.example",
    TRUSTED_PROXIES: "cloudflare, peer 10.0.0.0/8,2001:db8::/32 203.0.113.7",
    FIRST_PARTY_PREFIX: "/tby",
    WEBHOOK_RESOLVER: "https://cloudflare-dns.com/dns-query",
    UPSTASH_REDIS_REST_URL: "http://redis.internal:8079",
    UPSTASH_REDIS_REST_TOKEN: "secret",
    OIDC_ISSUER: "https://accounts.google.com",
    OIDC_CLIENT_ID: "tributary",
    OIDC_CLIENT_SECRET: "secret",
    COPY_MODEL_URL: "https://api.openai.com/v1",
    COPY_MODEL_NAME: "@cf/qwen/qwen3-30b-a3b-fp8",
    COPY_MODEL_KEY: "secret",
  };
  expect(deploymentFaults(full, "world")).toEqual([]);
});

test.each([
  ["TOKEN_KEYS", ""],
  ["TOKEN_KEYS", "garbage"],
  ["TOKEN_KEYS", "1:AAAA"],
  ["TOKEN_KEYS", `256:${KEY}`],
  ["TOKEN_KEYS", `-1:${KEY}`],
  ["TOKEN_KEYS", `1:${KEY},1:${OTHER}`],
  ["TOKEN_KEYS", `1:${KEY},`],
  ["TOKEN_KEYS", `1:not base64 at all, whatever`],
  ["CHECK_KEY", "c2hvcnQ="],
  ["CHECK_KEY", "this is no base64, and is long enough"],
  ["DATA_KEY", KEY],
  ["ADMIN_TOKEN", ""],
  ["ADMIN_TOKEN", "my token has some spaces"],
  ["ADMIN_TOKEN", "a"],
  ["ADMIN_TOKEN", "ключ-оператора-длинный"],
  ["ADMIN_HOST", "https://127.0.0.1"],
  ["ADMIN_HOST", "tributary.shop.example/v1"],
  ["ADMIN_HOST", "tributary.shop.example:443"],
  ["ADMIN_HOST", "a host"],
  ["SECURITY_CONTACT", "security@shop.example"],
  ["TRUSTED_PROXIES", "everyone"],
  ["TRUSTED_PROXIES", "10.0.0.0/8, nginx"],
  ["SHARE_ORIGIN", "not a url"],
  ["SHARE_ORIGINS", "https://go2.shop.example/path"],
  ["SHARE_ORIGIN", "go.shop.example"],
  ["SHARE_ORIGIN", "ftp://go.shop.example"],
  ["SHARE_ORIGIN", "https://go.shop.example/?a=b"],
  ["FIRST_PARTY_PREFIX", "tby"],
  ["FIRST_PARTY_PREFIX", "/"],
  ["FIRST_PARTY_PREFIX", "/v1"],
  ["FIRST_PARTY_PREFIX", "/a b"],
  ["WEBHOOK_RESOLVER", "http://resolver.example/dns-query"],
  ["WEBHOOK_RESOLVER", "1.1.1.1"],
  // The world could have the service ask within its network.
  ["WEBHOOK_ALLOWED_HOSTS", "127.0.0.1:9911"],
  ["UPSTASH_REDIS_REST_URL", "redis.internal:6379"],
  ["UPSTASH_REDIS_REST_URL", "https://name.upstash.io"],
  ["OIDC_ISSUER", "accounts.google.com"],
  ["OIDC_ISSUER", "https://accounts.google.com/?tenant=x"],
  ["OIDC_ISSUER", "https://accounts.google.com"],
  ["COPY_MODEL_URL", "api.openai.com"],
  ["COPY_MODEL_URL", "http://api.openai.com/v1"],
  ["COPY_MODEL_URL", "http://127.0.0.1.evil.example/v1"],
  ["COPY_MODEL_URL", "https://api.openai.com/v1?key=x"],
  ["COPY_MODEL_URL", "https://api.openai.com/v1"],
  ["COPY_MODEL_KEY", "a-key-of-nothing"],
] as const)("%s that reads %j is refused by name, and by name alone", (name, value) => {
  const sentences = deploymentFaults({ ...GOOD, [name]: value }, "world");
  expect(sentences).toHaveLength(1);
  expect(sentences[0]).toMatch(new RegExp(`^${name} .+\\.$`));
  const secret = value.length > 4 && /TOKEN|KEY/.test(name) ? value : "a secret";
  expect(sentences[0]).not.toContain(secret);
});

test("every part that is wrong is told at once", () => {
  const sentences = deploymentFaults({ ADMIN_HOST: "https://a", CHECK_KEY: "short" }, "world");
  expect(sentences.map((sentence) => sentence.split(" ")[0])).toEqual([
    "ADMIN_TOKEN",
    "TOKEN_KEYS",
    "CHECK_KEY",
    "DATA_KEY",
    "ADMIN_HOST",
  ]);
});

test("a short token is good enough where this machine alone can reach the service", () => {
  expect(deploymentFaults({ ...GOOD, ADMIN_TOKEN: "secret" }, "machine")).toEqual([]);
});

test("keys that are refused are never used", () => {
  const secrets = { TOKEN_KEYS: `1:${KEY}`, CHECK_KEY: KEY, DATA_KEY: `1:${KEY},1:${OTHER}` };
  expect(() => keyRing(secrets)).toThrow(/^DATA_KEY has two keys of the id 1/);
});

test("a private host may be named where this machine alone reaches the service, as a host and no more", () => {
  const faultsOf = (hosts: string) => deploymentFaults({ ...GOOD, WEBHOOK_ALLOWED_HOSTS: hosts }, "machine");
  expect(["", "127.0.0.1:9911", "[::1]:80, receiver.local"].flatMap(faultsOf)).toEqual([]);
  for (const hosts of ["http://127.0.0.1", "127.0.0.1/hooks", "*", "a b"])
    expect(faultsOf(hosts)).toHaveLength(1);
});

test("a provider without TLS is one of this machine, and is set whole", () => {
  const client = { OIDC_CLIENT_ID: "tributary", OIDC_CLIENT_SECRET: "secret" };
  const given = { ...GOOD, ...client, OIDC_ISSUER: "http://127.0.0.1:9000" };
  expect(deploymentFaults(given, "machine")).toEqual([]);
  expect(deploymentFaults(given, "world")).toEqual([
    expect.stringMatching(/^OIDC_ISSUER must be the issuer/),
  ]);
  expect(deploymentFaults({ ...GOOD, ...client }, "world")).toEqual([
    "OIDC_ISSUER belongs with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: set all of them, or none.",
  ]);
});

test("a model without TLS is on this machine, and is set by address and name", () => {
  const faultsOf = (url: string, audience: "world" | "machine", name = "qwen3") =>
    deploymentFaults({ ...GOOD, COPY_MODEL_URL: url, COPY_MODEL_NAME: name }, audience);
  for (const here of ["http://127.0.0.1:11434/v1", "http://localhost:11434/v1", "http://[::1]:11434/v1"])
    expect(faultsOf(here, "world")).toEqual([]);
  expect(faultsOf("https://api.openai.com/v1", "world", "a model")).toEqual([
    expect.stringMatching(/^COPY_MODEL_NAME must be/),
  ]);
  expect(faultsOf("http://model.internal/v1", "machine")).toEqual([]);
  expect(faultsOf("http://model.internal/v1", "world")).toEqual([
    expect.stringMatching(/^COPY_MODEL_URL must be the address of an API/),
  ]);
  expect(faultsOf("https://api.openai.com/v1", "world", "")).toEqual([
    "COPY_MODEL_URL and COPY_MODEL_NAME belong together: set both, or neither.",
  ]);
});
