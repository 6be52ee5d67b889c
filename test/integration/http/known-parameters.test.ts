/** No query parameter is passed over, on any route that there is and on those still to come. */
import { beforeAll, expect, test } from "vitest";
import { call, OPERATOR } from "../../support/api-client.ts";
import { addressOf, makeWorld, readRoutes, type Route, type World } from "../../support/http/access-world.ts";

let routes: Route[];
let world: World;

beforeAll(async () => {
  const guarded = ({ access }: Route) => !access.includes("public") && !access.includes("signature");
  routes = (await readRoutes()).filter(guarded);
  world = await makeWorld();
});

/** Whoever may call it: a few routes are for promoters alone. */
const tokenFor = ({ access }: Route) => (access.includes("operator") ? OPERATOR : world.mine.token);

test("a parameter that a route does not describe is refused by every route, before anything is done", async () => {
  expect(routes.length).toBeGreaterThan(70);
  const passedOver: string[] = [];
  for (const route of routes) {
    const address = await addressOf(world, route, world.mine);
    // Of a write the body is unreadable: what is said of the query is said first, and nothing is written.
    const sent = route.method === "GET" ? {} : { body: "{" };
    const { status, body } = await call(route.method, `${address}?notThere=1`, {
      ...sent,
      token: tokenFor(route),
    });
    const names = body?.errors?.map((error: { path: string }) => error.path);
    if (status !== 422 || body.code !== "invalid_parameter" || names?.[0] !== "notThere") {
      passedOver.push(`${route.method} ${route.path}: ${status}`);
    }
  }
  expect(passedOver).toEqual([]);
});

test("a parameter that a route describes is never unknown to it", async () => {
  const { body: document } = await call("GET", "/openapi.json", { token: null });
  let described = 0;
  for (const route of routes.filter(({ method }) => method === "GET")) {
    const parameters: { in: string; name: string }[] = document.paths[route.path].get.parameters ?? [];
    for (const { name } of parameters.filter((one) => one.in === "query")) {
      described += 1;
      const address = await addressOf(world, route, world.mine);
      const { body } = await call("GET", `${address}?${name}=`);
      const message: string = body?.errors?.[0]?.message ?? "";
      expect([route.path, name, message.startsWith("expected one of")]).toEqual([route.path, name, false]);
    }
  }
  expect(described).toBeGreaterThan(40);
});

test("a parameter that is said twice is refused, since only one of the two could count", async () => {
  const { status } = await call("GET", `/v1/programs/${world.program}/orders?limit=1&limit=2`);
  expect(status).toBe(422);
});

test("a name that is no parameter is told with those that are", async () => {
  const { body } = await call("GET", `/v1/programs/${world.program}/promoters?member_id=b`);
  expect(body.errors[0].path).toBe("member_id");
  expect(body.errors[0].message).toContain("limit");
});

test("what everyone may ask is answered whatever else stands in its address", async () => {
  for (const path of ["/healthz?from=monitor", "/openapi.json?v=2"]) {
    expect((await call("GET", path, { token: null })).status).toBe(200);
  }
});

test("a promoter who asks for another's links is not answered with its own", async () => {
  const list = `/v1/programs/${world.program}/links?promoterId=`;
  const { token, promoter } = world.mine;
  expect((await call("GET", list + world.theirs.promoter, { token })).status).toBe(404);
  expect((await call("GET", list + promoter, { token })).body.data).toHaveLength(1);
});
