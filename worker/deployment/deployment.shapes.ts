/**
 * What a deployment is given: its secrets and addresses. Whatever could never work is refused in a sentence, which names
 * the variable and quotes no secret.
 */
import { CLOUDFLARE, PEER, trustedEntries } from "../../domain/tracking/trusted-proxies.ts";
import { z } from "zod";
import { allowedHosts } from "./allowed-hosts.ts";
import { shareOrigins } from "./share-origins.ts";
import { vendorOrigins } from "./vendor-origins.ts";
import { type Reading, readKey, readNamedKeys } from "../platform/key-texts.ts";

/** Who can reach the service: anybody, or programs of this machine alone. */
export type Audience = "world" | "machine";

/** Guesses at a token come from the whole world. */
const LEAST_TOKEN_CHARACTERS = 16;
/** What fits into the header `Authorization`. */
const TOKEN = /^[!-~]+$/;
/** Paths that have a meaning of their own; the edge's routes would lie below them. */
const TAKEN_PATHS = ["/v1", "/s", "/e", "/docs", "/portal", "/sign-in", "/healthz", "/readyz"];

function keys(reading: (text: string) => Reading<unknown>) {
  return z.string().superRefine((text, context) => {
    const found = reading(text);
    if (found.kind === "fault") context.addIssue(found.sentence);
  });
}

function unlessEmpty(holds: (text: string) => boolean, message: string) {
  return z.string().refine((text) => text === "" || holds(text), message);
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** The host as requests name it: a port that is the scheme's own is never named. */
function isHost(text: string): boolean {
  return urlOf(`https://${text}`)?.host === text.toLowerCase();
}

function isOrigin(text: string): boolean {
  const url = urlOf(text);
  if (url?.protocol !== "https:" && url?.protocol !== "http:") return false;
  return !/[?#@\s]/.test(text) && url.hostname !== "";
}

function isPrefix(text: string): boolean {
  return /^(\/[\w.~-]+)+\/?$/.test(text) && !TAKEN_PATHS.includes(text.replace(/\/$/, ""));
}

/** Networks are looked at more closely where they are used: what is none there is believed by nobody. */
function isTrust(text: string): boolean {
  return trustedEntries(text).every(
    (entry) =>
      [CLOUDFLARE, PEER].includes(entry) || /^([\d.]+|[\da-f:.]*:[\da-f:.]*)(\/\d{1,3})?$/i.test(entry),
  );
}

function isRedis(text: string): boolean {
  return ["https:", "http:"].includes(urlOf(text)?.protocol ?? "");
}

function webhookFields(audience: Audience) {
  return {
    // Private hosts are of use where nobody else can reach the service, and a hole where the world can.
    WEBHOOK_ALLOWED_HOSTS: unlessEmpty(
      (text) => audience === "machine" && allowedHosts(text) !== undefined,
      'must be a list of hosts as in "127.0.0.1:9911", and empty where the world can reach the service',
    ),
    WEBHOOK_RESOLVER: unlessEmpty(
      (text) => urlOf(text)?.protocol === "https:",
      'must be an address as in "https://cloudflare-dns.com/dns-query"',
    ),
  };
}

/** An issuer as OpenID Connect Discovery has it: no query, no fragment. Its secrets travel to it, so TLS is a must outside. */
function isIssuer(text: string, audience: Audience): boolean {
  const url = urlOf(text);
  if (url === undefined || /[?#@\s]/.test(text)) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && audience === "machine");
}

function signInFields(audience: Audience) {
  return {
    OIDC_ISSUER: unlessEmpty(
      (text) => isIssuer(text, audience),
      'must be the issuer of a provider as in "https://accounts.google.com"',
    ),
    OIDC_CLIENT_ID: unlessEmpty(
      (text) => TOKEN.test(text),
      "must be of visible ASCII characters, without spaces",
    ),
    OIDC_CLIENT_SECRET: unlessEmpty(
      (text) => TOKEN.test(text),
      "must be of visible ASCII characters, without spaces",
    ),
  };
}

/** An API as clients of OpenAI's name it: texts and a key travel there, so TLS is a must beyond this machine. */
function isModelAddress(text: string, audience: Audience): boolean {
  const url = urlOf(text);
  if (url === undefined || /[?#@\s]/.test(text)) return false;
  const isHere = /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname) || audience === "machine";
  return url.protocol === "https:" || (url.protocol === "http:" && isHere);
}

function modelFields(audience: Audience) {
  return {
    COPY_MODEL_URL: unlessEmpty(
      (text) => isModelAddress(text, audience),
      'must be the address of an API as in "https://api.openai.com/v1", with TLS beyond this machine',
    ),
    COPY_MODEL_NAME: unlessEmpty(
      (text) => TOKEN.test(text),
      "must be of visible ASCII characters, without spaces",
    ),
    COPY_MODEL_KEY: unlessEmpty(
      (text) => TOKEN.test(text),
      "must be of visible ASCII characters, without spaces",
    ),
  };
}

function addressFields() {
  return {
    ADMIN_HOST: unlessEmpty(
      isHost,
      'must be a host as in "tributary.shop.example", without scheme and path: no request would match it',
    ),
    SHARE_ORIGIN: unlessEmpty(isOrigin, 'must be an address as in "https://go.shop.example"'),
    SHARE_ORIGINS: unlessEmpty(
      (text) => shareOrigins(text) !== undefined,
      'must be a list of origins as in "https://go.shop.example, https://go2.shop.example"',
    ),
    FIRST_PARTY_PREFIX: unlessEmpty(
      isPrefix,
      'must be a path as in "/tby", with a slash before it, and none that the service answers itself',
    ),
  };
}

function fieldsFor(audience: Audience) {
  const token = z
    .string()
    .min(1, "is unset")
    .regex(TOKEN, "must be of visible ASCII characters, without spaces: no request could carry it");
  const least = `must have at least ${LEAST_TOKEN_CHARACTERS} characters where the world can reach the service`;
  return z.object({
    ADMIN_TOKEN: audience === "world" ? token.min(LEAST_TOKEN_CHARACTERS, least) : token,
    TOKEN_KEYS: keys(readNamedKeys),
    CHECK_KEY: keys(readKey),
    DATA_KEY: keys(readNamedKeys),
    ...addressFields(),
    TRUSTED_PROXIES: unlessEmpty(
      isTrust,
      'must be a list of "cloudflare", "peer", addresses and networks as in "peer, 10.0.0.0/8"',
    ),
    SECURITY_CONTACT: unlessEmpty(
      (text) => /^(mailto:\S+@\S+|https:\/\/\S+|tel:\+\S+)$/.test(text),
      'must be an address as in "mailto:security@shop.example" or "https://shop.example/security"',
    ),
    VENDOR_ORIGINS: unlessEmpty(
      (text) => vendorOrigins(text) !== undefined,
      'must be a list of sources and addresses as in "stripe=http://127.0.0.1:12111"',
    ),
    ...webhookFields(audience),
    ...signInFields(audience),
    ...modelFields(audience),
    UPSTASH_REDIS_REST_URL: unlessEmpty(isRedis, 'must be an address as in "https://name.upstash.io"'),
    UPSTASH_REDIS_REST_TOKEN: unlessEmpty(
      (text) => TOKEN.test(text),
      "must be of visible ASCII characters, without spaces",
    ),
  });
}

function schemaFor(audience: Audience) {
  return fieldsFor(audience)
    .refine((redis) => (redis.UPSTASH_REDIS_REST_URL === "") === (redis.UPSTASH_REDIS_REST_TOKEN === ""), {
      path: ["UPSTASH_REDIS_REST_URL"],
      message: "and UPSTASH_REDIS_REST_TOKEN belong together: set both, or neither",
      when: () => true,
    })
    .refine(
      ({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }) =>
        new Set([OIDC_ISSUER === "", OIDC_CLIENT_ID === "", OIDC_CLIENT_SECRET === ""]).size === 1,
      {
        path: ["OIDC_ISSUER"],
        message: "belongs with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: set all of them, or none",
        when: () => true,
      },
    )
    .refine((model) => (model.COPY_MODEL_URL === "") === (model.COPY_MODEL_NAME === ""), {
      path: ["COPY_MODEL_URL"],
      message: "and COPY_MODEL_NAME belong together: set both, or neither",
      when: () => true,
    })
    .refine((model) => model.COPY_MODEL_KEY === "" || model.COPY_MODEL_URL !== "", {
      path: ["COPY_MODEL_KEY"],
      message: "is the key of an API that COPY_MODEL_URL does not name",
      when: () => true,
    });
}

const SCHEMAS = { world: schemaFor("world"), machine: schemaFor("machine") };

/** Names of everything that is checked; what is absent counts as empty. */
export const DEPLOYMENT_VARIABLES = Object.keys(SCHEMAS.world.shape) as readonly DeploymentVariable[];

export type DeploymentVariable = keyof z.input<typeof SCHEMAS.world>;

export type Deployment = Readonly<Partial<Record<DeploymentVariable, string>>>;

/** A sentence for each variable that could never work. */
export function deploymentFaults(given: Deployment, audience: Audience): string[] {
  const values = Object.fromEntries(DEPLOYMENT_VARIABLES.map((name) => [name, given[name] ?? ""]));
  const { error } = SCHEMAS[audience].safeParse(values);
  const sentences = new Map<string, string>();
  for (const { path, message } of error?.issues ?? []) {
    const name = String(path[0]);
    if (!sentences.has(name)) sentences.set(name, `${name} ${message}.`);
  }
  return [...sentences.values()];
}
