/** The first answers of a portal's home are those of the API, in one: each as this reader gets it, and nothing of anybody else's. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { answerAhead } from "../../../worker/app/answer-ahead.ts";
import { app, call, newProgram } from "../../support/api-client.ts";

type Headers = Readonly<Record<string, string>>;
type AskApi = Parameters<typeof answerAhead>[1];

const askApi: AskApi = async (request) => await app.fetch(request, env, createExecutionContext());

interface Told {
  readonly path: string;
  readonly call: string;
  readonly params?: object;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** The first of the answers. */
interface FirstLook extends Told {
  readonly body: { readonly today: { readonly day: string } };
}

async function ahead(program: string, headers: Headers = {}, ask = askApi) {
  const request = new Request(`http://tributary.test/portal/${program}/ahead`, { headers });
  const answer = (await answerAhead(request, ask)) as Response;
  return { headers: answer.headers, told: (await answer.json()) as Told[] };
}

const pathsOf = (told: readonly Told[]) => told.map(({ path, status }) => `${status} ${path}`);

async function promoterOf(path: string) {
  const { id } = (await call("POST", `${path}/promoters`, { body: { memberId: crypto.randomUUID() } })).body;
  const { token } = (await call("POST", `${path}/promoters/${id}/tokens`, { body: {} })).body;
  return { id: id as string, token: token as string };
}

/** A session as a page has it. */
async function cookieOf(token: string): Promise<Headers> {
  const own = { "sec-fetch-site": "same-origin" };
  const { headers } = await call("POST", "/v1/sessions", { token: null, headers: own, body: { key: token } });
  return { ...own, cookie: headers.get("set-cookie")?.split(";")[0] ?? "" };
}

test("a promoter's are what the API answers by the same session to each call, and are kept nowhere", async () => {
  const { id, path } = await newProgram();
  const promoter = await promoterOf(path);
  const session = await cookieOf(promoter.token);
  const { headers, told } = await ahead(id, session);
  expect(headers.get("cache-control")).toBe("private, no-store");
  const look = told[0] as FirstLook;
  const { day } = look.body.today;
  expect(pathsOf(told)).toEqual([
    `200 /portal/${id}/look`,
    "200 /v1/sessions/current",
    `200 ${path}/reports/teams?promoterId=${promoter.id}&from=${day}&to=${day}&depth=1`,
    `200 ${path}/promoters/${promoter.id}/wallet`,
    `200 ${path}/promoters/${promoter.id}/rates`,
  ]);
  const own = { path: { program: id, id: promoter.id } };
  const query = { promoterId: promoter.id, from: day, to: day, depth: 1 };
  expect(told.map((one) => [one.call, one.params])).toEqual([
    ["/portal/{program}/look", { path: { program: id } }],
    ["/v1/sessions/current", undefined],
    ["/v1/programs/{program}/reports/teams", { path: { program: id }, query }],
    ["/v1/programs/{program}/promoters/{id}/wallet", own],
    ["/v1/programs/{program}/promoters/{id}/rates", own],
  ]);
  for (const one of told) {
    const { body } = await call("GET", one.path, { token: null, headers: session });
    expect([one.path, one.body]).toEqual([one.path, body]);
  }
});

test("whoever is no promoter of the program gets the look and who they are, and no more", async () => {
  const [{ id, path, apiKey }, other] = [await newProgram(), await newProgram()];
  const first = (status: number) => [`200 /portal/${id}/look`, `${status} /v1/sessions/current`];
  expect(pathsOf((await ahead(id)).told)).toEqual(first(401));
  const stranger = await promoterOf(other.path);
  expect(pathsOf((await ahead(id, await cookieOf(stranger.token))).told)).toEqual(first(200));
  expect(pathsOf((await ahead(id, await cookieOf(apiKey))).told)).toEqual(first(200));
  const { token } = await promoterOf(path);
  const crossSite = { ...(await cookieOf(token)), "sec-fetch-site": "cross-site" };
  expect(pathsOf((await ahead(id, crossSite)).told)).toEqual(first(403));
  expect(pathsOf((await ahead("never-made")).told)).toEqual([
    "404 /portal/never-made/look",
    "401 /v1/sessions/current",
  ]);
});

test("a part that a busy service refuses is left out, so that the page asks for it by itself", async () => {
  const { id, path } = await newProgram();
  const { id: promoter, token } = await promoterOf(path);
  const session = await cookieOf(token);
  for (const status of [429, 500, 503]) {
    const { told } = await ahead(id, session, async (request) =>
      request.url.endsWith("/wallet") ? Response.json({ status }, { status }) : await askApi(request),
    );
    expect(told.length).toBe(4);
    expect(told.map((one) => one.path)).not.toContain(`${path}/promoters/${promoter}/wallet`);
  }
});

test("only reading is answered there, and nothing beside it", async () => {
  const at = (method: string, path: string) =>
    answerAhead(new Request(`http://tributary.test${path}`, { method }), askApi);
  for (const [method, path] of [
    ["POST", "/portal/tea/ahead"],
    ["GET", "/portal/tea/ahead/"],
    ["GET", "/portal/tea"],
    ["GET", "/portal/TEA/ahead"],
    ["GET", "/v1/portal/tea/ahead"],
  ] as const)
    expect([path, await at(method, path)]).toEqual([path, undefined]);
});
