import { expect, test } from "vitest";
import { addressOf } from "../../../../../worker/http/traffic/request-address.ts";

/** A request as a runtime hands it on: its line's target, and its Host. */
const asked = (url: string, host?: string) =>
  addressOf({ url, headers: new Headers(host === undefined ? {} : { host }) } as Request);

test("a request line is a path, a whole address as forward proxies send it, or a star", () => {
  expect(asked("/s/abc?x=1", "go.example")).toBe("http://go.example/s/abc?x=1");
  expect(asked("//s/abc", "go.example:8787")).toBe("http://go.example:8787//s/abc");
  expect(asked("/s/abc", "[::1]:8787")).toBe("http://[::1]:8787/s/abc");
  expect(asked("http://go.example/s/abc", "other.example")).toBe("http://go.example/s/abc");
  expect(asked("https://go.example:8443/s/abc")).toBe("https://go.example:8443/s/abc");
  expect(asked("*", "go.example")).toBe("http://go.example/");
  expect(asked("/s/abc")).toBe("http://localhost/s/abc");
});

test("what names no host that there can be has no address, and no host leads to another path", () => {
  for (const host of [
    "",
    "a b",
    "go.example/v1",
    "go.example?",
    "#",
    "me@go.example",
    "go.example:99999",
    "[",
  ]) {
    expect([host, asked("/s/abc", host)]).toEqual([host, undefined]);
  }
  for (const line of ["http://[/s/abc", "nonsense", "mailto:me@go.example", "http", ""]) {
    expect([line, asked(line, "go.example")]).toEqual([line, undefined]);
  }
});
