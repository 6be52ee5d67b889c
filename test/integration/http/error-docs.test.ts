/** A problem's `type` leads to a page of this very service that says what the code means and what to do. */
import { expect, test } from "vitest";
import { PROBLEM_CODES, PROBLEMS } from "../../../worker/http/problem-catalogue.ts";
import { call } from "../../support/api-client.ts";

async function page(path: string) {
  const { status, headers, body } = await call("GET", path, { token: null });
  expect(headers.get("content-type")).toMatch(/^text\/html/);
  expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  return { status, body: String(body) };
}

test("the type of a refusal is the address of its code's page", async () => {
  const { body } = await call("POST", "/v1/programs", { body: {} });
  expect(body).toMatchObject({ type: "/docs/errors/invalid_body", code: "invalid_body" });
  const address = new URL(body.type, "http://tributary.test").pathname;
  expect((await page(address)).body).toContain("<code>invalid_body</code>, HTTP status 422");
});

test("every code has its page, and the list leads to all of them", async () => {
  const list = await page("/docs/errors");
  for (const code of PROBLEM_CODES) {
    expect(list.body).toContain(`href="/docs/errors/${code}"`);
    const { status, body } = await page(`/docs/errors/${code}`);
    expect([code, status]).toEqual([code, 200]);
    expect(body).toContain(`HTTP status ${PROBLEMS[code].status}`);
    expect(body).toMatch(/What it means[\s\S]+What to do/);
    expect(body).not.toMatch(/<script|undefined|`/);
  }
});

test("a code that there is not has no page", async () => {
  for (const code of ["nothing", "toString", "%zz"]) {
    const { status, body } = await call("GET", `/docs/errors/${code}`, { token: null });
    expect([status, body.code]).toEqual([404, "not_found"]);
  }
});
