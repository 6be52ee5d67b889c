/** What a real provider says is taken when all of it holds, and nothing otherwise. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { beginAtProvider, endAtProvider } from "../../../../worker/sign-in/provider.ts";
import { SmallBrowser } from "../../../support/sign-in/browser.ts";
import { CLIENT, RunningProvider } from "../../../support/sign-in/provider.ts";

const REDIRECT = "http://127.0.0.1:1/v1/sessions/provider/callback";
const ACCOUNTS = new Map([
  ["lilei", { email: "li.lei@shop.example", isVerified: true }],
  ["hanmeimei", { email: "han@shop.example", isVerified: false }],
]);

const running: RunningProvider[] = [];

async function listen(inIdToken = false): Promise<RunningProvider> {
  const provider = await RunningProvider.listen(ACCOUNTS, [REDIRECT], inIdToken);
  running.push(provider);
  return provider;
}

afterAll(async () => {
  for (const one of running) await one.close();
});

type Network = Parameters<typeof beginAtProvider>[0]["VENDORS_ELSEWHERE"];

function envOf({ issuer }: RunningProvider, network?: Network) {
  const settings = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret };
  return { ...settings, ...(network === undefined ? {} : { VENDORS_ELSEWHERE: network }) };
}

/** A browser has signed in at the provider, which leads it back. */
async function ledBack(provider: RunningProvider, name = "lilei", network?: Network) {
  const env = envOf(provider, network);
  const { url, pending } = await beginAtProvider(env, REDIRECT, "/");
  const page = await new SmallBrowser().signInAs(name, url, REDIRECT);
  return { env, pending, came: new URL(page.url) };
}

describe("a provider that tells claims where they are asked for, or in the ID token", () => {
  test.each([false, true])("says a verified address (in the token: %s)", async (inIdToken) => {
    const { env, pending, came } = await ledBack(await listen(inIdToken));
    expect(await endAtProvider(env, came, REDIRECT, pending)).toEqual({
      kind: "verified",
      email: "li.lei@shop.example",
    });
  });

  test.each([false, true])("says that one is not verified (in the token: %s)", async (inIdToken) => {
    const { env, pending, came } = await ledBack(await listen(inIdToken), "hanmeimei");
    const answer = await endAtProvider(env, came, REDIRECT, pending);
    expect(answer).toEqual({ kind: "refused", reason: "email_unverified" });
  });
});

describe("nobody is signed in", () => {
  let provider: RunningProvider;

  beforeAll(async () => {
    provider = await listen();
  });

  const FAILED = { kind: "refused", reason: "sign_in_failed" };

  test.each(["nonce", "state", "verifier"] as const)("by another %s", async (name) => {
    const { env, pending, came } = await ledBack(provider);
    const other = "another-of-43-characters-0123456789-0123456789";
    expect(await endAtProvider(env, came, REDIRECT, { ...pending, [name]: other })).toEqual(FAILED);
  });

  test("by a code that was used", async () => {
    const { env, pending, came } = await ledBack(provider);
    expect(await endAtProvider(env, came, REDIRECT, pending)).toMatchObject({ kind: "verified" });
    expect(await endAtProvider(env, came, REDIRECT, pending)).toEqual(FAILED);
  });

  test("by another client's secret", async () => {
    const { env, pending, came } = await ledBack(provider);
    const other = { ...env, OIDC_CLIENT_SECRET: "another-secret-0123456789" };
    expect(await endAtProvider(other, came, REDIRECT, pending)).toEqual(FAILED);
  });

  test("by a token that other keys have signed", async () => {
    const [one, other] = [await listen(), await listen()];
    const network: Network = {
      fetch: async (input, init) => {
        const { url } = new Request(input);
        return await fetch(url.endsWith("/jwks") ? `${other.issuer}/jwks` : url, init);
      },
    };
    const answer = await ledBack(one, "lilei", network);
    expect(await endAtProvider(answer.env, answer.came, REDIRECT, answer.pending)).toEqual(FAILED);
  });
});

test("an address of the provider's documents on another host is asked over the network of the public alone", async () => {
  const provider = await listen();
  const asked: string[] = [];
  const network: Network = {
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      const says = (await answer.json()) as Record<string, unknown>;
      return Response.json({ ...says, token_endpoint: "http://10.0.0.1/token" });
    },
  };
  const refusing = {
    fetch: async (input: unknown) => {
      asked.push(String(input));
      return await Promise.reject(new TypeError("not public"));
    },
  };
  const env = { ...envOf(provider, network), VENDORS: refusing };
  const { url, pending } = await beginAtProvider(env, REDIRECT, "/");
  const { url: came } = await new SmallBrowser().signInAs("lilei", url, REDIRECT);
  await expect(endAtProvider(env, new URL(came), REDIRECT, pending)).rejects.toThrow("not public");
  expect(asked).toEqual(["http://10.0.0.1/token"]);
});

test("an answer without end is not read to its end", async () => {
  const endless: Network = {
    fetch: async () => await Promise.resolve(new Response("x".repeat(300_000))),
  };
  const env = { ...envOf({ issuer: "http://127.0.0.1:2" } as RunningProvider, endless) };
  await expect(beginAtProvider(env, REDIRECT, "/")).rejects.toThrow("too long");
  // And the provider is left alone for a moment.
  await expect(beginAtProvider(env, REDIRECT, "/")).rejects.toThrow("a moment ago");
});
