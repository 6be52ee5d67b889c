/** Whatever is taken as a way back leads to this host, as a browser reads it. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isReturnPath } from "../../../../worker/sign-in/return-path.ts";

test("the first page, and pages of the desk and the documentation are taken", () => {
  for (const path of [
    "/",
    "/?page=2",
    "/desk",
    "/desk/",
    "/desk/demo/payouts?state=requested&page=2",
    "/desk/b.c~d-e_f/..x",
    "/docs/guides/sign-in",
  ]) {
    expect([path, isReturnPath(path)]).toEqual([path, true]);
  }
});

test("what a browser could read as another host, or as a header, is not", () => {
  for (const path of [
    "",
    "orders",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/x//evil.example",
    "https://evil.example",
    "/@evil.example",
    "/x\r\nset-cookie: a=b",
    "/#x",
    "/%2f%2fevil.example",
    "javascript:alert(1)",
    `/${"x".repeat(500)}`,
  ]) {
    expect([path, isReturnPath(path)]).toEqual([path, false]);
  }
});

test("what does something when it is opened, or belongs to others, is not", () => {
  for (const path of [
    "/orders",
    "/v1/sessions/provider",
    "/s/abcdef",
    "/sign-in/tl_x",
    "/portal/demo",
    "/desktop",
    "/docsx/y",
    "/desk.x",
    "/desk/../s/abcdef",
    "/desk/x/../../s/abcdef",
    "/desk/..",
    "/desk/./x",
    "/desk/..?x=1",
  ]) {
    expect([path, isReturnPath(path)]).toEqual([path, false]);
  }
});

test("nothing that is taken leaves the host", () => {
  const characters = fc.constantFrom(...Array.from("/\\.?#@:%&=\t\r\n ax1-~_"));
  fc.assert(
    fc.property(
      fc.constantFrom("/", "/desk", "/docs/"),
      fc.string({ unit: characters, maxLength: 12 }),
      (head, tail) => {
        const path = `${head}${tail}`;
        if (!isReturnPath(path)) return;
        const read = new URL(path, "https://tributary.example/v1/x");
        expect(read.origin).toBe("https://tributary.example");
        expect(read.pathname).toMatch(/^\/$|^\/(?:desk|docs)(?:\/|$)/);
      },
    ),
    { numRuns: 2_000 },
  );
});
