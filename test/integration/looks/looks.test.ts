/** A program's portal looks as its merchant says, readable for everybody; terms and who accepted them stay. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call, newProgram } from "../../support/api-client.ts";

const COLOURS = { background: "#ffffff", text: "#23211d", accent: "#0b5d4e", onAccent: "#ffffff" };

async function promoterOf(path: string) {
  const { id } = (await call("POST", `${path}/promoters`, { body: { memberId: crypto.randomUUID() } })).body;
  const { token } = (await call("POST", `${path}/promoters/${id}/tokens`, { body: {} })).body;
  return { id: id as string, token: token as string };
}

test("the look is read without credentials, and says the program's name where it has none of its own", async () => {
  const { id, path } = await newProgram();
  const shown = async () => await call("GET", `/portal/${id}/look`, { token: null });
  const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const { today, ...first } = (await shown()).body;
  expect(first).toEqual({
    program: id,
    name: "A shop",
    currency: "CNY",
    currencySigns: { en: "CN¥", zh: "¥" },
    timezone: "UTC",
    termsVersion: null,
    hasWechat: false,
  });
  // The zone is UTC.
  expect([isoDay(Date.now()), isoDay(Date.now() - 60_000)]).toContain(today.day);
  expect(today.endsAt).toBe(`${isoDay(Date.parse(today.day) + 86_400_000)}T00:00:00.000Z`);
  const look = { name: "Tea friends", colors: COLOURS, texts: { zh: { welcome: "欢迎" } } };
  expect((await call("PUT", `${path}/look`, { body: look })).body).toMatchObject(look);
  await call("PUT", `${path}/terms`, { body: { texts: { en: "Be honest." } } });
  const { body, headers } = await shown();
  expect(body).toMatchObject({ ...look, termsVersion: 1 });
  expect(headers.get("cache-control")).toBe("public, max-age=60");
  expect(JSON.stringify(body)).not.toMatch(/whsec|secret|tk_/);
  expect((await call("GET", "/portal/never-made/look", { token: null })).status).toBe(404);
});

test("a look that nobody could read, or that loads from anywhere, is refused by name", async () => {
  const { path } = await newProgram();
  for (const [body, at] of [
    [{ colors: { ...COLOURS, text: "#999999" } }, "colors.text"],
    [{ colors: { ...COLOURS, accent: "#7fd0c0" } }, "colors.accent"],
    [{ colors: { ...COLOURS, onAccent: "#0b5d4f" } }, "colors.onAccent"],
    [{ colors: { ...COLOURS, text: "red" } }, "colors.text"],
    [{ darkColors: { background: "#000000" } }, "darkColors.text"],
    [{ logo: "http://shop.example/logo.png" }, "logo"],
    [{ logo: "data:text/html;base64,PHNjcmlwdD4=" }, "logo"],
    [{ logo: "javascript:alert(1)" }, "logo"],
    [{ logo: "https://cdn.example;script-src/logo.png" }, "logo"],
    [{ logo: "https://*.example/logo.png" }, "logo"],
    [{ logo: "https://cdn.example,x.example/logo.png" }, "logo"],
    [{ logo: "https://localhost/logo.png" }, "logo"],
    [{ logo: `data:image/png;base64,${"A".repeat(60_000)}` }, "logo"],
    [{ name: "" }, "name"],
    [{ script: "x" }, "script"],
  ] as const) {
    const refused = await call("PUT", `${path}/look`, { body });
    expect([at, refused.status, refused.body.code]).toEqual([at, 422, "invalid_body"]);
    expect(JSON.stringify(refused.body.errors)).toContain(at.split(".").at(-1));
  }
});

test("terms are versions, and the same texts again make none", async () => {
  const { path } = await newProgram();
  const publish = async (texts: object) => await call("PUT", `${path}/terms`, { body: { texts } });
  expect((await call("GET", `${path}/terms`)).body).toEqual({ version: 0, publishedAt: null, texts: {} });
  expect((await publish({ en: "One", zh: "一" })).body.version).toBe(1);
  const again = await publish({ zh: "一", en: "One" });
  expect([again.body.version, again.headers.get("idempotent-replay")]).toEqual([1, "true"]);
  expect((await publish({ en: "Two" })).body.version).toBe(2);
  expect((await call("GET", `${path}/terms?version=1`)).body.texts).toEqual({ en: "One", zh: "一" });
  expect((await call("GET", `${path}/terms?version=3`)).body.code).toBe("unknown_version");
  for (const texts of [{}, { en: "" }, { fr: "Un" }, { en: "x".repeat(50_001) }]) {
    expect((await publish(texts)).status).toBe(422);
  }
});

test("a promoter accepts the newest terms for itself, once, and what was accepted stays as it was", async () => {
  const { path } = await newProgram();
  const [mine, theirs] = [await promoterOf(path), await promoterOf(path)];
  const accept = async (version: unknown, token = mine.token) =>
    await call("POST", `${path}/promoters/${mine.id}/terms-acceptances`, { body: { version }, token });
  expect((await accept(1)).body.code).toBe("terms_changed");
  await call("PUT", `${path}/terms`, { body: { texts: { en: "One" } } });
  expect((await accept(1, theirs.token)).status).toBe(404);
  const [first, again] = [await accept(1), await accept(1)];
  expect([first.status, again.status, again.headers.get("idempotent-replay")]).toEqual([201, 200, "true"]);
  expect(again.body).toEqual(first.body);
  expect(first.body).toMatchObject({ version: 1, by: expect.stringMatching(/^pt_/) });
  await call("PUT", `${path}/terms`, { body: { texts: { en: "Two" } } });
  expect((await accept(1)).body).toEqual(first.body);
  expect((await accept(3)).status).toBe(409);
  expect((await accept(2)).status).toBe(201);
  for (const version of [0, -1, 1.5, "1", null]) expect((await accept(version)).status).toBe(422);
  const { data } = (
    await call("GET", `${path}/promoters/${mine.id}/terms-acceptances`, { token: mine.token })
  ).body;
  expect(data.map((one: { version: number }) => one.version)).toEqual([1, 2]);
  for (const table of ["terms_acceptances", "terms_versions"]) {
    await expect(env.CONFIG.prepare(`DELETE FROM ${table}`).run()).rejects.toThrow(/only added to/);
    await expect(env.CONFIG.prepare(`UPDATE ${table} SET version = 9`).run()).rejects.toThrow(
      /only added to/,
    );
  }
});
