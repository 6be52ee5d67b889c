import { expect, test } from "vitest";
import {
  BROWSER,
  cookieHeader,
  cookiesOf,
  EdgeHarness,
  someLink,
  someProgram,
} from "../../support/edge/edge-harness.ts";

async function somePixel() {
  const program = someProgram();
  const link = await someLink(program);
  const path = `/p.gif?program=${program.id}&link=${link.slug}&e=impression`;
  return { program, link, path, edge: new EdgeHarness(program) };
}

test("a pixel is a transparent GIF of one pixel that no cache keeps, and its impression is recorded", async () => {
  const { link, path, edge } = await somePixel();
  const answer = await edge.visit(path, { "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors" });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/gif"]);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("tributary-status")).toBe("recorded");
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(new TextDecoder().decode(bytes.slice(0, 6))).toBe("GIF89a");
  expect(Array.from(bytes.slice(6, 10))).toEqual([1, 0, 1, 0]);
  // The graphic control extension says that colour 0 is transparent.
  expect(Array.from(bytes.slice(19, 23))).toEqual([0x21, 0xf9, 0x04, 0x01]);
  expect(await edge.counted()).toMatchObject([{ of: "impression", link: link.number, promoter: 513 }]);
  expect(await edge.clicks()).toEqual([]);
});

test("a pixel on another site gets a cookie kept apart for that site, and keeps its visitor by it", async () => {
  const { path, edge } = await somePixel();
  const first = await edge.visit(path);
  const cookies = cookiesOf(first);
  expect([...cookies.keys()]).toEqual(["tby_pvid"]);
  expect(cookies.get("tby_pvid")?.line).toMatch(
    /; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=None; Partitioned$/,
  );
  const again = await edge.visit(path, cookieHeader(first));
  const other = await edge.visit(path);
  const [one, same, another] = [first, again, other].map(
    (answer) => cookiesOf(answer).get("tby_pvid")?.value,
  );
  expect(same).toBe(one);
  expect(another).not.toBe(one);
  await edge.counted();
});

test("a pixel sets nothing when the visitor's own cookie came along", async () => {
  const { link, path, edge } = await somePixel();
  const click = await edge.visit(`/s/${link.slug}`);
  const answer = await edge.visit(path, cookieHeader(click));
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await edge.counted()).toMatchObject([{ of: "impression" }]);
});

test("a pixel's visitor cookie does not pass for a share link's", async () => {
  const { link, path, edge } = await somePixel();
  const value = cookiesOf(await edge.visit(path)).get("tby_pvid")?.value ?? "";
  const click = await edge.visit(`/s/${link.slug}`, { cookie: `tby_vid=${value}` });
  expect(cookiesOf(click).get("tby_vid")?.value).not.toBe(value);
  await edge.clicks();
});

test("Sec-GPC: a pixel records and sets no cookie", async () => {
  const { path, edge } = await somePixel();
  const answer = await edge.visit(path, { "sec-gpc": "1" });
  expect(answer.headers.get("tributary-status")).toBe("recorded");
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await edge.counted()).toHaveLength(1);
});

test("a pixel that does not count is the same image, with its reason", async () => {
  const { program, link, edge } = await somePixel();
  const expired = await someLink(program, { expiresAtMs: 1 });
  const astray = await someLink(program, { destination: "https://elsewhere.example/" });
  const good = `program=${program.id}&link=${link.slug}&e=impression`;
  const ignored: [string, Record<string, string>, string][] = [
    ["", {}, "unknown_event"],
    ["program=x&link=y&e=%00%F0", {}, "unknown_event"],
    [`program=${program.id}&link=no-such&e=impression`, {}, "unknown_link"],
    [`program=${program.id}&link=%27--&e=impression`, {}, "unknown_link"],
    [`program=other&link=${link.slug}&e=impression`, {}, "unknown_program"],
    [`program=${program.id}&link=${expired.slug}&e=impression`, {}, "link_expired"],
    [`program=${program.id}&link=${astray.slug}&e=impression`, {}, "destination_not_allowed"],
    [good, { "user-agent": "Googlebot/2.1" }, "bot"],
    [good, { "user-agent": BROWSER, "sec-purpose": "prefetch" }, "prefetch"],
  ];
  for (const [query, headers, reason] of ignored) {
    const answer = await edge.visit(`/p.gif?${query}`, headers);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/gif"]);
    expect(answer.headers.get("tributary-status")).toBe(`ignored; reason=${reason}`);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  const head = await edge.visit(`/p.gif?${good}`, {}, "HEAD");
  expect(head.headers.get("tributary-status")).toBe("ignored; reason=head");
  expect([await edge.clicks(), await edge.counted()]).toEqual([[], []]);
});
