/** A share link's code over HTTP: it reads as the link, anyone may ask for it, and it says nothing of others. */
import { env, exports } from "cloudflare:workers";
import { encode } from "fast-png";
import { expect, test } from "vitest";
import { call, newProgram } from "../../support/api-client.ts";
import { readQr } from "../../support/sharing/read-qr.ts";

async function linkOf(path: string): Promise<{ slug: string; url: string; id: string }> {
  const { id } = (await call("POST", `${path}/promoters`, { body: { memberId: crypto.randomUUID() } })).body;
  const body = { promoterId: id, destination: "https://shop.example/tea" };
  return (await call("POST", `${path}/links`, { body })).body;
}

/** As a phone asks, which has no credentials. */
async function asked(path: string): Promise<Response> {
  return await exports.default.fetch(new Request(`http://tributary.test${path}`));
}

async function bytesOf(answer: Response): Promise<Uint8Array> {
  return new Uint8Array(await answer.arrayBuffer());
}

test("the code of a link reads as its address, for whoever asks, and any page may draw it", async () => {
  const { path } = await newProgram({ allowedHosts: ["shop.example"] });
  const { slug, url, id } = await linkOf(path);
  const png = await asked(`/qr/${slug}.png?size=300&utm_source=print`);
  expect([png.status, png.headers.get("content-type")]).toEqual([200, "image/png"]);
  expect(png.headers.get("access-control-allow-origin")).toBe("*");
  expect(png.headers.get("cache-control")).toBe("public, max-age=300");
  expect(readQr(await bytesOf(png))).toBe(url);
  const svg = await asked(`/qr/${slug.toUpperCase()}.svg?margin=2`);
  expect(svg.headers.get("content-type")).toBe("image/svg+xml");
  expect(svg.headers.get("content-security-policy")).toBe("default-src 'none'; img-src data:");
  expect(await svg.text()).toMatch(/^<svg xmlns=.* width="512" height="512">.*<\/svg>$/);
  // A print outlives its link: what it leads to then is the merchant's to say.
  await call("PATCH", `${path}/links/${id}`, { body: { status: "disabled" } });
  expect((await asked(`/qr/${slug}.png`)).status).toBe(200);
});

test("a logo that is kept here lies in the middle, and the code is read all the same", async () => {
  const { path } = await newProgram({ allowedHosts: ["shop.example"] });
  const { slug, url } = await linkOf(path);
  const data = new Uint8Array(40 * 40 * 3).map((_, at) => (at % 3 === 0 ? 200 : 20));
  const bytes = encode({ width: 40, height: 40, data, channels: 3, depth: 8 });
  const logo = `data:image/png;base64,${Buffer.from(bytes).toString("base64")}`;
  const plain = await bytesOf(await asked(`/qr/${slug}.png?logo=25`));
  expect(plain).toEqual(await bytesOf(await asked(`/qr/${slug}.png`)));
  await call("PUT", `${path}/look`, { body: { logo } });
  const withLogo = await bytesOf(await asked(`/qr/${slug}.png?logo=25`));
  expect(withLogo.length).not.toBe(plain.length);
  expect(readQr(withLogo)).toBe(url);
  expect(await (await asked(`/qr/${slug}.svg?logo=25`)).text()).toContain(`href="${logo}"`);
  // Elsewhere it is never asked for.
  await call("PUT", `${path}/look`, { body: { logo: "https://shop.example/logo.png" } });
  expect(await (await asked(`/qr/${slug}.svg?logo=25`)).text()).not.toContain("<image");
});

test("what is no link has no code, and what no code can be is refused by name", async () => {
  const { path } = await newProgram({ allowedHosts: ["shop.example"] });
  const { slug } = await linkOf(path);
  for (const file of ["aaaaaaaaaaaa.png", "never-made.svg"]) {
    const answer = await asked(`/qr/${file}`);
    expect([file, answer.status, (await answer.json<{ code: string }>()).code]).toEqual([
      file,
      404,
      "unknown_link",
    ]);
  }
  for (const [query, at] of [
    ["size=63", "size"],
    ["size=1025", "size"],
    ["margin=17", "margin"],
    ["logo=26", "logo"],
    ["size=1e3", "size"],
  ] as const) {
    const answer = await asked(`/qr/${slug}.png?${query}`);
    const { errors } = await answer.json<{ errors: { path: string }[] }>();
    expect([query, answer.status, errors[0]?.path]).toEqual([query, 422, at]);
  }
  expect((await asked(`/qr/${slug}.gif`)).status).toBe(404);
});

test("guesses at chosen slugs are bounded, and the codes of links are drawn all the same", async () => {
  const { path } = await newProgram({ allowedHosts: ["shop.example"] });
  const { slug } = await linkOf(path);
  const guess = async () => (await asked(`/qr/guess-${crypto.randomUUID()}.svg`)).status;
  const refused = async () => (await Promise.all(Array.from({ length: 100 }, guess))).includes(503);
  await expect.poll(refused).toBe(true);
  expect((await asked(`/qr/${slug}.svg`)).status).toBe(200);
});

test("a host of share links alone has their codes", async () => {
  const { path } = await newProgram({ allowedHosts: ["shop.example"] });
  const { slug } = await linkOf(path);
  const options = { token: null, env: { ...env, ADMIN_HOST: "admin.example" } };
  expect((await call("GET", `/qr/${slug}.svg`, options)).status).toBe(200);
  expect((await call("GET", "/openapi.json", options)).status).toBe(404);
});
