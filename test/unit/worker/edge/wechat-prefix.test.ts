/** Pages of a merchant's own zone find script and signatures for WeChat below the path of the edge, and nothing else of management. */
import { expect, test } from "vitest";
import { routeOf, withoutPrefix } from "../../../../worker/edge/routes.ts";

test("the script is the edge's, with a prefix and without", () => {
  expect(routeOf("/t-wechat.js", "")).toEqual({ prefix: "", route: { kind: "wechat" } });
  expect(routeOf("/tby/t-wechat.js", "/tby")).toEqual({ prefix: "/tby", route: { kind: "wechat" } });
});

test("signatures below the prefix lead behind the edge under their own address", () => {
  for (const prefix of ["/tby", "/tby/"]) {
    expect(routeOf("/tby/wechat/js-config", prefix)).toBeUndefined();
    expect(
      withoutPrefix("https://shop.example/tby/wechat/js-config?program=tea&url=https%3A%2F%2Fx", prefix),
    ).toBe("https://shop.example/wechat/js-config?program=tea&url=https%3A%2F%2Fx");
  }
});

test("no other address is changed, and nothing else below the prefix leads behind the edge", () => {
  for (const path of ["/v1/programs", "/tby/v1/programs", "/x/tby/wechat/js-config", "/wechat/js-config"]) {
    const address = `https://shop.example${path}?url=/tby/wechat/js-config`;
    expect(withoutPrefix(address, "/tby")).toBe(address);
    expect(withoutPrefix(address, "")).toBe(address);
  }
  for (const path of ["/tby/v1/programs", "/tby/wechat/sign-in", "/tby/wechat/js-config/x"]) {
    expect(routeOf(path, "/tby")).toMatchObject({ route: { kind: "none" } });
  }
});
