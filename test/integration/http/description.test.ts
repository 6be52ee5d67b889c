import { expect, test } from "vitest";
import { app, call } from "../../support/api-client.ts";

test("healthz answers ok while the configuration can be read", async () => {
  const answer = await call("GET", "/healthz", { token: null });
  expect([answer.status, answer.body]).toEqual([200, { status: "ok" }]);
});

test("metrics are for the operator", async () => {
  const answer = await call("GET", "/metrics");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  expect(answer.body).toMatch(/^# HELP tributary_programs /m);
});

test("the description names every route, its schemas and its credentials", async () => {
  const { status, body } = await call("GET", "/openapi.json", { token: null });
  expect([status, body.openapi]).toEqual([200, "3.1.0"]);
  expect(body.components.securitySchemes.bearer).toMatchObject({ type: "http", scheme: "bearer" });
  const described = new Set(
    Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
    ),
  );
  const served = app.routes
    .filter((route) => route.method !== "ALL" && route.path !== "/openapi.json")
    .map((route) => `${route.method} ${route.path.replaceAll(/:([a-zA-Z]+)/g, "{$1}")}`);
  expect([...new Set(served)].filter((route) => !described.has(route))).toEqual([]);
  for (const route of ["GET /s/{slug}", "GET /p.gif", "POST /webhooks/{program}/{source}"]) {
    expect(described).toContain(route);
  }
  expect(body.components.schemas.Problem.properties).toHaveProperty("code");
  const creation = body.components.schemas.NewProgram.properties;
  expect(creation.settlement.properties.minPayout).toMatchObject({ type: "integer", minimum: 0 });
  expect(body.paths["/v1/programs"].post.security).toEqual([{ bearer: [] }, { session: [] }]);
});
