import { expect, test } from "vitest";
import { routeOf } from "../../../../worker/edge/routes.ts";

test("edge routes answer on the share host as they are, and below the prefix of a merchant's zone", () => {
  for (const [path, kind] of [
    ["/p.gif", "pixel"],
    ["/c.gif", "conversion"],
    ["/e", "beacon"],
    ["/t.js", "sdk"],
  ] as const) {
    expect(routeOf(path, "")).toEqual({ prefix: "", route: { kind } });
    expect(routeOf(path, "/tby")).toEqual({ prefix: "", route: { kind } });
    expect(routeOf(`/tby${path}`, "/tby")).toEqual({ prefix: "/tby", route: { kind } });
    expect(routeOf(`/tby${path}`, "/tby/")).toEqual({ prefix: "/tby", route: { kind } });
    expect(routeOf(`/tby${path}`, "")).toBeUndefined();
  }
  expect(routeOf("/tby/s/Spring-Sale", "/tby")?.route).toEqual({ kind: "share", slugs: ["spring-sale"] });
});

test.each(["/s/spring-sale", "/S/spring-sale", "//s/spring-sale", "/s//spring-sale", "/S///SPRING-Sale"])(
  "a share link is found however capitals and slashes were copied: %s",
  (path) => {
    expect(routeOf(path, "")?.route).toEqual({ kind: "share", slugs: ["spring-sale"] });
    expect(routeOf(`/tby${path}`, "/tby")?.route).toEqual({ kind: "share", slugs: ["spring-sale"] });
  },
);

test("below the prefix there is nothing else: no path of management is handed on", () => {
  for (const path of ["", "/", "/v1/programs", "/healthz", "/metrics", "/tby/e", "/webhooks/a/standard"]) {
    expect(routeOf(`/tby${path}`, "/tby")).toEqual({ prefix: "/tby", route: { kind: "none" } });
  }
});

test("what only begins like the prefix is left to others, and a prefix of nothing takes nothing", () => {
  expect(routeOf("/tbyx/e", "/tby")).toBeUndefined();
  for (const prefix of ["/", "", "tby"]) expect(routeOf("/v1/programs", prefix)).toBeUndefined();
});
