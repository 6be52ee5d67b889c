/** Who may call each route is what the route says, for every route that there is and for those still to come. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { SCOPES } from "../../../worker/access/scopes.ts";
import { app, call, OPERATOR } from "../../support/api-client.ts";
import {
  addressOf,
  ask,
  makeWorld,
  readRoutes,
  type Route,
  type World,
} from "../../support/http/access-world.ts";
import { REACHED_BY_PROMOTERS } from "../../support/http/reached-by-promoters.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- a document is read as any tool would
type Json = any;

/** All but those by which pages sign in and out, which have a test of their own. */
let routes: Route[];
let sessions: Route[];
let world: World;

beforeAll(async () => {
  const all = await readRoutes();
  const isSession = ({ path }: Route) => path.startsWith("/v1/sessions");
  sessions = all.filter(isSession);
  routes = all.filter((route) => !isSession(route));
  world = await makeWorld();
});

type Verdict = "401" | "403" | "404" | "let in";

function verdictOf({ status, code }: { status: number; code: unknown }): Verdict {
  if (status === 401) return "401";
  if (status === 403 && code === "insufficient_scope") return "403";
  return status === 404 && code === "not_found" ? "404" : "let in";
}

async function verdicts(
  who: (route: Route) => Promise<Verdict>,
  asked: readonly Route[] = routes,
): Promise<Map<string, Verdict>> {
  const found = new Map<string, Verdict>();
  for (const route of asked) found.set(`${route.method} ${route.path}`, await who(route));
  return found;
}

function expected(judge: (route: Route) => Verdict, asked: readonly Route[] = routes): Map<string, Verdict> {
  return new Map(asked.map((route) => [`${route.method} ${route.path}`, judge(route)]));
}

const isPublic = ({ access }: Route) => access.includes("public");
const isSigned = ({ access }: Route) => access.includes("signature");
/** Sets of scopes of which a key needs one, as the description says. */
const setsOf = ({ access }: Route) =>
  access.filter((caller) => caller.startsWith("key:")).map((caller) => caller.slice(4).split("+"));
const isForKeys = (route: Route) => setsOf(route).length > 0;
const ofProgram = ({ path }: Route) => path.startsWith("/v1/programs/{program}");

test("every route that is served is described with its access, and none below /v1 is public but sign-in", () => {
  const described = new Set([...routes, ...sessions].map(({ method, path }) => `${method} ${path}`));
  const served = app.routes
    .filter((route) => route.method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(new Set(served).size).toBeGreaterThan(60);
  expect(served.filter((route) => !described.has(route))).toEqual([]);
  expect(routes.filter(({ access }) => access.length === 0)).toEqual([]);
  expect(routes.filter((route) => route.path.startsWith("/v1") && isPublic(route))).toEqual([]);
  expect(sessions.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /v1/sessions",
    "GET /v1/sessions/current",
    "DELETE /v1/sessions/current",
    "GET /v1/sessions/ways",
    "GET /v1/sessions/provider",
    "GET /v1/sessions/provider/callback",
  ]);
  expect(routes.filter(isPublic).map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /healthz",
    "GET /readyz",
    "GET /.well-known/security.txt",
    "GET /sign-in/{token}",
    "POST /sign-in/{token}",
    "GET /portal/{program}/look",
    "GET /qr/{file}",
    "GET /wechat/js-config",
    "GET /wechat/sign-in",
    "GET /wechat/sign-in/callback",
    "GET /poster/{slug}/{file}",
    "GET /docs/errors",
    "GET /docs/errors/{code}",
    "GET /openapi.json",
  ]);
});

test("what stands before all routes answers nothing by itself: no route hides from the description there", async () => {
  const everywhere = app.routes.filter((route) => route.method === "ALL").map(({ path }) => path);
  const known = ["/*", "/v1/programs", "/v1/programs/:program/*", "/webhooks/:program/:source"];
  expect(new Set(everywhere)).toEqual(new Set(known));
  for (const path of ["/", "/v1", "/v1/x", "/docs", "/webhooks", "/admin", "/v1/programs/x/y/z"]) {
    for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS"]) {
      const { status } = await call(method, path, { token: null });
      expect([method, path, status]).toEqual([method, path, path.startsWith("/v1/programs/") ? 401 : 404]);
    }
  }
});

test("promoters reach these routes and no others", () => {
  const base = "/v1/programs/{program}";
  const reached = routes.filter(({ access }) => access.includes("promoter:own"));
  expect(reached.map(({ method, path }) => `${method} ${path.replace(base, "")}`).toSorted()).toEqual(
    REACHED_BY_PROMOTERS,
  );
});

describe("each route answers as its access says", () => {
  const callers: [string, () => string | null, (route: Route) => Verdict][] = [
    ["nobody", () => null, (route) => (isPublic(route) ? "let in" : "401")],
    ["a key that was never made", () => "tk_demo_guess", (route) => (isPublic(route) ? "let in" : "401")],
    [
      "the operator",
      () => OPERATOR,
      (route) => {
        if (isSigned(route)) return "401";
        return isPublic(route) || route.access.includes("operator") ? "let in" : "404";
      },
    ],
    [
      "a key of the program",
      () => world.key,
      (route) => {
        if (isSigned(route)) return "401";
        return isPublic(route) || isForKeys(route) ? "let in" : "404";
      },
    ],
    [
      "a key of another program",
      () => world.foreignKey,
      (route) => (isSigned(route) ? "401" : isPublic(route) ? "let in" : "404"),
    ],
    [
      "a promoter's own token",
      () => world.mine.token,
      (route) => {
        if (isSigned(route)) return "401";
        return isPublic(route) || route.access.includes("promoter:own") ? "let in" : "404";
      },
    ],
  ];

  test.each(callers)("to %s", async (_, tokenOf, judge) => {
    const found = await verdicts(async (route) => verdictOf(await ask(world, route, tokenOf(), world.mine)));
    expect(found).toEqual(expected(judge));
  });

  /** What a key of some scopes is answered. */
  function ofScopes(isHeld: (word: string) => boolean): (route: Route) => Verdict {
    return (route) => {
      if (isSigned(route)) return "401";
      if (isPublic(route)) return "let in";
      if (!isForKeys(route)) return "404";
      return setsOf(route).some((set) => set.every(isHeld)) ? "let in" : "403";
    };
  }

  test.each(SCOPES)("to a key with %s alone", async (scope) => {
    const judge = ofScopes((word) => word === scope);
    const key = world.only.get(scope) ?? "none";
    const found = await verdicts(async (route) => verdictOf(await ask(world, route, key, world.mine)));
    expect(found).toEqual(expected(judge));
  });

  // Where it does not count, a route that asked for it would have refused the keys above that have another one alone.
  test.each(SCOPES)("to a key with every scope but %s, where that one counts", async (scope) => {
    const judge = ofScopes((word) => word !== scope);
    const key = world.without.get(scope) ?? "none";
    const counts = routes.filter((route) => setsOf(route).some((set) => set.includes(scope)));
    expect(counts.length).toBeGreaterThan(0);
    const found = await verdicts(
      async (route) => verdictOf(await ask(world, route, key, world.mine)),
      counts,
    );
    expect(found).toEqual(expected(judge, counts));
  });

  test("to another promoter's token, for which nothing of the first is there", async () => {
    const found = await verdicts(async (route) => {
      const { status } = await ask(world, route, world.theirs.token, world.mine);
      return status === 401 ? "401" : status === 404 ? "404" : "let in";
    });
    const names = (route: Route) => [...route.examples.keys()].some((name) => name !== "program");
    expect(found).toEqual(
      expected((route) => {
        if (isSigned(route)) return "401";
        if (isPublic(route)) return "let in";
        return route.access.includes("promoter:own") && !names(route) ? "let in" : "404";
      }),
    );
  });
});

test("a list that promoters reach shows each its own alone", async () => {
  const { body } = await call("GET", `/v1/programs/${world.program}/links`, { token: world.theirs.token });
  expect(body.data.map((link: Json) => link.id)).toEqual([world.theirs.link]);
});

test("what is no route is told to nobody without credentials, and as absent to a promoter", async () => {
  const base = `/v1/programs/${world.program}`;
  for (const [method, path] of [
    ["GET", `${base}/nothing`],
    ["DELETE", `${base}/links`],
    ["PUT", "/v1/programs"],
  ] as const) {
    expect([path, (await call(method, path, { token: null })).status]).toEqual([path, 401]);
    expect([path, (await call(method, path, { token: world.foreignKey })).status]).toEqual([path, 404]);
    expect([path, (await call(method, path, { token: world.mine.token })).status]).toEqual([path, 404]);
  }
  expect((await call("DELETE", `${base}/links`, { token: world.key })).status).toBe(405);
});

test("credentials are judged before the body is read, on every route that has one", async () => {
  const refused = routes.filter((route) => ofProgram(route) && route.method !== "GET");
  expect(refused.length).toBeGreaterThan(20);
  for (const route of refused) {
    const address = await addressOf(world, route, world.mine);
    const answer = await call(route.method, address, { token: "wrong", body: "{" });
    expect([address, answer.status]).toEqual([address, 401]);
  }
});

test("every answer forbids to keep it and to take it for another type", async () => {
  const kept: string[] = [];
  for (const route of routes) {
    for (const token of [null, OPERATOR]) {
      const address = await addressOf(world, route, world.mine);
      const sent = route.method === "GET" ? {} : { body: {} };
      const { headers } = await call(route.method, address, { token, ...sent });
      expect([address, headers.get("x-content-type-options")]).toEqual([address, "nosniff"]);
      if (headers.get("cache-control") !== "no-store") kept.push(route.path);
    }
  }
  expect([...new Set(kept)]).toEqual([
    "/portal/{program}/look",
    "/qr/{file}",
    "/poster/{slug}/{file}",
    "/docs/errors",
    "/docs/errors/{code}",
  ]);
  for (const path of ["/", "/v1/nothing", `/v1/programs/${world.program}/nothing`]) {
    const { headers } = await call("GET", path);
    expect([headers.get("cache-control"), headers.get("x-content-type-options")]).toEqual([
      "no-store",
      "nosniff",
    ]);
  }
  const failing = new Proxy(env, {
    get: (target, name) => (name === "CONFIG" ? undefined : (Reflect.get(target, name) as unknown)),
  });
  const broken = await call("GET", "/v1/programs", { env: failing });
  expect([broken.status, broken.headers.get("cache-control")]).toEqual([500, "no-store"]);
});
