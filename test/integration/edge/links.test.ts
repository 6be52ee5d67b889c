import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import {
  findLinkBySlug,
  getLink,
  type LinkChange,
  type LinkWriter,
  insertLink,
  listLinks,
  updateLink,
} from "../../../worker/links/links.tables.ts";
import { createEdge } from "../../../worker/edge/edge.ts";
import { newSlug, plausibleForm } from "../../../worker/platform/slugs.ts";
import { ring, someLink, someProgram } from "../../support/edge/edge-harness.ts";

test("a link reads back as it was stored, by slug and by number", async () => {
  const program = someProgram();
  const preview = { title: "Tea", image: "https://shop.example.com/i.png" };
  const link = await someLink(program, {
    preview,
    campaignId: "spring",
    productId: "tea",
    expiresAtMs: 2 ** 42,
  });
  expect(link).toMatchObject({ preview, campaignId: "spring", status: "active", expiresAtMs: 2 ** 42 });
  expect(await findLinkBySlug(env.LINKS, link.slug)).toEqual(link);
  expect(await getLink(env.LINKS, program.id, link.number)).toEqual(link);
});

/** A change of a link, made now. */
function by(writer: LinkWriter, change: LinkChange) {
  return { change, by: writer, nowMs: Date.now() };
}

test("of twenty links with one slug at once one is stored, and the others are refused", async () => {
  const { number: _number, status: _status, ...link } = await someLink(someProgram());
  const contested = { ...link, slug: "contested-slug" };
  const results = await Promise.all(Array.from({ length: 20 }, () => insertLink(env.LINKS, contested, 0)));
  expect(results.filter((result) => result.kind === "inserted")).toHaveLength(1);
  expect(results.filter((result) => result.kind === "refused")).toHaveLength(19);
});

test("a link is out of reach of every other program", async () => {
  const [own, foreign] = [someProgram(), someProgram()];
  const link = await someLink(own);
  expect(await getLink(env.LINKS, foreign.id, link.number)).toBeNull();
  expect(await updateLink(env.LINKS, foreign.id, link.number, by("merchant", { campaignId: "x" }))).toEqual({
    kind: "refused",
    reason: "unknown_link",
  });
  expect(await getLink(env.LINKS, own.id, link.number)).toEqual(link);
});

test("links are listed the newest first, page by page, of a program or of one promoter", async () => {
  const program = someProgram();
  const made = [];
  for (const promoter of [513, 769, 513, 513] as PromoterRef[])
    made.push(await someLink(program, { promoter }));
  const page = { programId: program.id, before: null, limit: 2 };
  const first = await listLinks(env.LINKS, page);
  const second = await listLinks(env.LINKS, { ...page, before: first[1]?.number ?? null });
  expect([...first, ...second]).toEqual(made.toReversed());
  const own = await listLinks(env.LINKS, { ...page, limit: 10, promoter: 513 as PromoterRef });
  expect(own.map((link) => link.number)).toEqual([made[3], made[2], made[0]].map((link) => link?.number));
});

test("an update changes what it names and nothing else", async () => {
  const program = someProgram();
  const link = await someLink(program, { campaignId: "spring" });
  const change = { status: "disabled", campaignId: null } as const;
  const changed = await updateLink(env.LINKS, program.id, link.number, by("merchant", change));
  expect(changed).toEqual({ kind: "updated", link: { ...link, ...change } });
  expect(await updateLink(env.LINKS, program.id, link.number, by("merchant", {}))).toEqual(changed);
});

test("slugs that we make are plausible, all different, and never of the form that people choose", () => {
  const slugs = Array.from({ length: 1_000 }, () => newSlug(ring));
  expect(new Set(slugs).size).toBe(1_000);
  expect(slugs.every((slug) => plausibleForm(ring, slug) === "generated")).toBe(true);
});

test.each(["spring-sale", "a-bc", "2026-10", `${"a".repeat(62)}-b`])(
  "people may choose a slug such as %s",
  (slug) => {
    expect(plausibleForm(ring, slug)).toBe("chosen");
  },
);

test.each(["", "sale", "-sale", "sale-", "a-b", "Sale-x", "a_b-c", "a/b-c", "a-b%", `${"a".repeat(63)}-b`])(
  "what is no slug is none: %s",
  (slug) => {
    expect(plausibleForm(ring, slug)).toBeUndefined();
  },
);

test("without its keys the edge answers people and pages politely, and signs nothing", async () => {
  const edge = createEdge({
    readProgram: () => Promise.resolve(null),
    recordReported: () => Promise.resolve("recorded"),
    countLost: () => Promise.resolve(),
  });
  const keyless = { ...env, TOKEN_KEYS: "" };
  const visit = (path: string) =>
    edge.handle(new Request(`https://s.example.test${path}`), keyless, createExecutionContext());
  const share = await visit("/s/spring-sale");
  expect([share?.status, share?.headers.get("retry-after")]).toEqual([503, "60"]);
  expect((await visit("/p.gif?e=impression"))?.headers.get("tributary-status")).toBe("ignored; reason=busy");
  expect(await visit("/v1/programs")).toBeUndefined();
});
