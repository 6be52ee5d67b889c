import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createManagementApp } from "../../../worker/app/app.ts";

async function asked(contact: string): Promise<Response> {
  const request = new Request("https://go.shop.example/.well-known/security.txt");
  return await createManagementApp().fetch(request, {
    ...env,
    SECURITY_CONTACT: contact,
    ADMIN_HOST: "admin.example",
  });
}

test("finders are told whom to write to on every host, for half a year more", async () => {
  const answer = await asked("mailto:security@shop.example");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    expect.stringContaining("text/plain"),
  ]);
  const [contact, expires = ""] = (await answer.text()).split("\n");
  expect(contact).toBe("Contact: mailto:security@shop.example");
  const days = (Date.parse(expires.replace("Expires: ", "")) - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(180);
});

test("where nobody is named there is no such file", async () => {
  expect((await asked("")).status).toBe(404);
});
