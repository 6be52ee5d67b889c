/** Which address is a page, and on which host. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { answerPages } from "../../../../worker/app/answer-pages.ts";

/** The platform's files: it says which one it was asked for. */
const ASSETS = {
  fetch: (request: Request) => Promise.resolve(new Response(new URL(request.url).pathname)),
} as unknown as Fetcher;

async function fileAt(url: string, adminHost = "", method = "GET"): Promise<string | undefined> {
  const env = { ASSETS, ADMIN_HOST: adminHost } as unknown as Env;
  return await (await answerPages(env, new Request(url, { method })))?.text();
}

test("on one host there are the desk and the portal, whatever the path below them", async () => {
  for (const path of ["/", "/desk", "/desk/tea", "/desk/tea/orders/A%2F1"])
    expect([path, await fileAt(`https://one.example${path}`)]).toEqual([path, "/desk/index.html"]);
  for (const path of ["/portal/tea", "/portal/tea/links"])
    expect([path, await fileAt(`https://one.example${path}`)]).toEqual([path, "/portal/index.html"]);
  expect(await fileAt("https://one.example/assets/desk/index-1.js")).toBe("/assets/desk/index-1.js");
});

test("with a host of management the desk is there alone, and the portal on every host", async () => {
  expect(await fileAt("https://desk.example/", "desk.example")).toBe("/desk/index.html");
  expect(await fileAt("https://go.example/", "desk.example")).toBeUndefined();
  expect(await fileAt("https://go.example/desk/tea", "desk.example")).toBeUndefined();
  expect(await fileAt("https://go.example/portal/tea", "desk.example")).toBe("/portal/index.html");
});

test("nothing else is a page", async () => {
  for (const path of [
    "/v1/programs",
    "/documents",
    "/desks",
    "/portal",
    "/portal/",
    "/portal/tea/look",
    "/portal/tea/ahead",
    "/openapi.json",
    "/s/desk",
  ])
    expect([path, await fileAt(`https://one.example${path}`)]).toEqual([path, undefined]);
  expect(await fileAt("https://one.example/", "", "POST")).toBeUndefined();
});

test("a page may be kept by nobody without asking, runs no script of others, and a file is kept for a year", async () => {
  const env = { ASSETS, ADMIN_HOST: "" } as unknown as Env;
  const page = await answerPages(env, new Request("https://one.example/"));
  const policy = page?.headers.get("content-security-policy") ?? "";
  expect(page?.headers.get("cache-control")).toBe("no-cache");
  expect(policy).not.toContain("unsafe");
  for (const part of [
    "default-src 'none'",
    "script-src 'self'",
    "frame-ancestors 'none'",
    "trusted-types 'none'",
  ])
    expect(policy).toContain(part);
  const file = await answerPages(env, new Request("https://one.example/assets/a.js"));
  expect(file?.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
});

async function linksOf(assets: Fetcher, path: string): Promise<readonly string[] | undefined> {
  const env = { ASSETS: assets, ADMIN_HOST: "" } as unknown as Env;
  const page = await answerPages(env, new Request(`https://one.example${path}`));
  return page?.headers.get("link")?.split(", ");
}

const asFetch = (path: string) => `<${path}>; rel=preload; as=fetch; crossorigin`;

test("a page has the browser ask for what its script asks for first, and a file has nothing of that", async () => {
  const session = asFetch("/v1/sessions/current");
  expect(await linksOf(ASSETS, "/desk/tea")).toEqual([session]);
  for (const home of ["/portal/tea", "/portal/tea/"])
    expect(await linksOf(ASSETS, home)).toEqual([asFetch("/portal/tea/ahead")]);
  expect(await linksOf(ASSETS, "/portal/tea/links")).toEqual([session, asFetch("/portal/tea/look")]);
  expect(await linksOf(ASSETS, "/assets/a.js")).toBeUndefined();
});

const STYLES = "a>b{color:red}";

/** As Vite writes the head of a page. */
const BUILT = `<!doctype html>
    <link rel="icon" href="/assets/portal/icon-1.svg" />
    <script type="module" crossorigin src="/assets/portal/index-a_-1.js"></script>
    <link rel="modulepreload" crossorigin href="/assets/portal/runtime-1.js">
    <link rel="modulepreload" crossorigin href="/assets/portal/first-2.js">
    <link rel="stylesheet" crossorigin href="/assets/portal/index-3.css">
    <style>${STYLES}</style>`;

/** Says of a page that the browser has it, to whoever says which one that is. */
const KEPT = {
  fetch: ({ headers }: Request) =>
    Promise.resolve(headers.has("if-none-match") ? new Response(null, { status: 304 }) : new Response(BUILT)),
} as unknown as Fetcher;

async function policyOf(assets: Fetcher, headers: HeadersInit): Promise<string> {
  const env = { ASSETS: assets, ADMIN_HOST: "" } as unknown as Env;
  const page = await answerPages(env, new Request("https://one.example/portal/tea", { headers }));
  return page?.headers.get("content-security-policy") ?? "";
}

test("the files that a page loads are named before it", async () => {
  expect(await linksOf(KEPT, "/portal/tea")).toEqual([
    "</assets/portal/first-2.js>; rel=modulepreload; crossorigin",
    "</assets/portal/runtime-1.js>; rel=modulepreload; crossorigin",
    "</assets/portal/index-a_-1.js>; rel=modulepreload; crossorigin",
    "</assets/portal/index-3.css>; rel=preload; as=style; crossorigin",
    asFetch("/portal/tea/ahead"),
  ]);
});

test("a page's own styles are let in by their hash and no others are, also where the browser has kept the page", async () => {
  const hash = createHash("sha256").update(STYLES).digest("base64");
  for (const headers of [{}, { "if-none-match": '"1"' }] as HeadersInit[])
    expect(await policyOf(KEPT, headers)).toContain(`; style-src 'self' 'sha256-${hash}'; `);
  expect(await policyOf(ASSETS, {})).toContain("; style-src 'self'; ");
});

test("the portal is framed by the program's hosts, and shows a logo of its origin, and nobody else's", async () => {
  const env = { ASSETS, ADMIN_HOST: "" } as unknown as Env;
  const of = { pictures: "https://cdn.example", ancestors: "https://shop.example" };
  const portal = await answerPages(env, new Request("https://one.example/portal/tea"), () =>
    Promise.resolve(of),
  );
  const policy = portal?.headers.get("content-security-policy");
  expect(policy).toContain("img-src 'self' data: https://cdn.example;");
  expect(policy).toContain("frame-ancestors https://shop.example");
});
