import { readCounts } from "../../../worker/operations/metrics/metrics.tables.ts";
import { newProgram } from "../../support/api-client.ts";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { clicksIn } from "../../../domain/tracking/click-columns.ts";
import { COUNTED_PER_BATCH, ROWS_PER_BATCH } from "../../../domain/tracking/event-batch.ts";
import {
  cookieHeader,
  EdgeHarness,
  landingOf,
  ring,
  someLink,
  someProgram,
} from "../../support/edge/edge-harness.ts";
import { newSlug } from "../../../worker/platform/slugs.ts";
import { watchLog } from "../../support/vitest/watch-log.ts";

/** A random sequence that is the same in every run. */
function randomText(seed: number, alphabet: string, length: number): string {
  let state = seed * 2_654_435_761 + 1;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return alphabet[Math.floor(state / 7) % alphabet.length];
  }).join("");
}

test("a click on a warm isolate asks no database, object or queue before its answer", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const first = await edge.visit(`/s/${link.slug}`);
  await edge.clicks();
  const before = structuredClone(edge.seen);
  const second = await edge.visit(`/s/${link.slug}`, cookieHeader(first));
  const pixel = await edge.visit(`/p.gif?program=${program.id}&link=${link.slug}&e=impression`);
  expect([second.status, pixel.headers.get("tributary-status")]).toEqual([302, "recorded"]);
  expect(edge.seen).toEqual(before);
  expect(edge.seen.objects).toBe(0);
  expect([await edge.clicks(), await edge.counted()].map(({ length }) => length)).toEqual([2, 1]);
});

test("many that miss one link at once share one question", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const answers = await Promise.all(Array.from({ length: 50 }, () => edge.visit(`/s/${link.slug}`)));
  expect(answers.every((answer) => answer.status === 302)).toBe(true);
  expect([edge.seen.storage, edge.seen.programReads]).toEqual([1, 1]);
  expect(await edge.clicks()).toHaveLength(50);
});

/** The names of what exists are read on every half a minute, while guesses use up their budget. */
function directoryReads(seconds: number): number {
  return 1 + Math.ceil(seconds / 30);
}

test("5,000 random slugs in the form of ours cost no storage call: their check characters are wrong", async () => {
  const edge = new EdgeHarness();
  for (let count = 0; count < 5_000; count += 1) {
    const slug = randomText(count, "0123456789abcdefghjkmnpqrstvwxyz", 12);
    expect((await edge.visit(`/s/${slug}`)).status).toBe(404);
  }
  for (const slug of ["", "a", "a/b", "%2f", "x".repeat(5_000), "-", "A--", "--ab", "ab-"]) {
    expect((await edge.visit(`/s/${slug}`)).status).toBe(404);
  }
  expect(edge.seen.storage).toBe(0);
});

test("5,000 random slugs of the form that people choose stay within the miss budget; a good link still works", async () => {
  const program = someProgram();
  const chosen = await someLink(program, { slug: "spring-sale" });
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  await edge.visit(`/s/${chosen.slug}`);
  const startedAtMs = Date.now();
  const statuses = new Map<number, number>();
  let refused: Response | undefined;
  for (let count = 0; count < 5_000; count += 1) {
    const answer = await edge.visit(`/s/guess-${randomText(count, "abcdefgh", 9)}`);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status === 503) refused = answer;
  }
  const seconds = (Date.now() - startedAtMs) / 1_000;
  expect(edge.seen.storage).toBeLessThanOrEqual(1 + 200 + 20 * (seconds + 1) + directoryReads(seconds));
  expect((statuses.get(404) ?? 0) + (statuses.get(503) ?? 0)).toBe(5_000);
  expect(refused?.headers.get("retry-after")).toBe("2");
  expect((await edge.visit(`/s/${chosen.slug}`)).status).toBe(302);
  expect((await edge.visit(`/s/${link.slug}`)).status).toBe(302);
  await edge.clicks();
});

test("guesses shut out no buyer: chosen links and programs that exist are found when guesses have used up all", async () => {
  const { id } = await newProgram();
  const program = someProgram({ id });
  const edge = new EdgeHarness(program);
  const links = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => await someLink(program, { slug: `cold-${id}-${index}` })),
  );
  for (let count = 0; count < 600; count += 1) {
    await edge.visit(`/s/guess-${randomText(count, "abcdefgh", 9)}`);
    await edge.visit(`/c.gif?program=guess-${count}&order=1&amount=1&currency=CNY`);
  }
  const statuses = await Promise.all(links.map(async ({ slug }) => (await edge.visit(`/s/${slug}`)).status));
  expect(statuses).toEqual(links.map(() => 302));
  const told = await edge.visit(`/c.gif?program=${id}&order=1&amount=1&currency=CNY`);
  expect(told.headers.get("tributary-status")).toBe("recorded");
  await edge.clicks();
});

test("a cold program that a page names is found when guesses have used up all, and a guess is not", async () => {
  const { id } = await newProgram();
  const edge = new EdgeHarness(someProgram({ id }));
  const status = async (program: string) =>
    (await edge.visit(`/c.gif?program=${program}&order=1&amount=1&currency=CNY`)).headers.get(
      "tributary-status",
    );
  for (let count = 0; count < 300; count += 1) await status(`guess-${count}`);
  expect([await status("guess-again"), await status(id)]).toEqual(["ignored; reason=busy", "recorded"]);
});

test("5,000 random program names on a pixel cost no storage call", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  await edge.visit(`/s/${link.slug}`);
  const before = edge.seen.storage + edge.seen.programReads;
  for (let count = 0; count < 5_000; count += 1) {
    const name = randomText(count, "abcdefghij0123456789-", 12);
    const answer = await edge.visit(`/p.gif?program=${name}&link=${link.slug}&e=impression`);
    expect(answer.headers.get("tributary-status")).toBe("ignored; reason=unknown_program");
  }
  expect(edge.seen.storage + edge.seen.programReads).toBe(before);
  expect(await edge.clicks()).toHaveLength(1);
});

test("while storage fails, known links go on and unknown ones are told to try again", async () => {
  const program = someProgram();
  const [known, unknown] = [await someLink(program), await someLink(program)];
  const edge = new EdgeHarness(program);
  await edge.visit(`/s/${known.slug}`);
  edge.storageFails = true;
  expect((await edge.visit(`/s/${known.slug}`)).status).toBe(302);
  const answer = await edge.visit(`/s/${unknown.slug}`);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  const pixel = await edge.visit(`/p.gif?program=${program.id}&link=${unknown.slug}&e=impression`);
  expect(pixel.headers.get("tributary-status")).toBe("ignored; reason=busy");
  edge.storageFails = false;
  expect((await edge.visit(`/s/${unknown.slug}`)).status).toBe(302);
  await edge.clicks();
});

test("a link that is forgotten is asked for anew: a change in this isolate counts at once", async () => {
  const program = someProgram();
  const slug = newSlug(ring);
  const edge = new EdgeHarness(program);
  expect((await edge.visit(`/s/${slug}`)).status).toBe(404);
  await someLink(program, { slug });
  expect((await edge.visit(`/s/${slug}`)).status).toBe(404);
  edge.edge.forgetLink(slug);
  expect((await edge.visit(`/s/${slug}`)).status).toBe(302);
  await edge.clicks();
});

test("2,500 clicks at once lose no event, and share a few messages that each fit the queue", async () => {
  const program = someProgram({ number: 2 ** 40 });
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  await edge.visit(`/s/${link.slug}`);
  await Promise.all(Array.from({ length: 2_499 }, () => edge.visit(`/s/${link.slug}`)));
  const clicks = await edge.clicks();
  expect(new Set(clicks.map((click) => click.visitor)).size).toBe(2_500);
  expect(edge.seen.sent.length).toBeLessThanOrEqual(5);
  for (const batch of edge.seen.sent) {
    expect(batch.clicks.map(clicksIn)).toEqual([expect.any(Number)]);
    expect(batch.clicks.map(clicksIn)[0]).toBeLessThanOrEqual(ROWS_PER_BATCH);
    expect(JSON.stringify(batch).length).toBeLessThan(128_000);
  }
  expect(new Set(edge.seen.sent.map((batch) => batch.id)).size).toBe(edge.seen.sent.length);
});

test("a full batch of the longest rows there can be fits one queue message", () => {
  const most = Number.MAX_SAFE_INTEGER;
  const click = [most, most, most, [-(2 ** 48)], "1", "f".repeat(16), "f".repeat(16)];
  const count = ["not_navigation", most, most, most, 2 ** 48, COUNTED_PER_BATCH, most];
  const message = (rows: object) =>
    JSON.stringify({ v: 2, id: "f".repeat(32), sentAtMs: 2 ** 48, clicks: [], counts: [], ...rows });
  const full = (row: unknown[]) => Array.from({ length: ROWS_PER_BATCH }, () => row);
  expect(message({ clicks: full(click) }).length).toBeLessThan(128_000);
  expect(message({ counts: full(count) }).length).toBeLessThan(128_000);
});

test("2,500 impressions at once travel as a row for each link, which names nobody", async () => {
  const program = someProgram();
  const links = [await someLink(program), await someLink(program)];
  const edge = new EdgeHarness(program);
  const paths = links.map(({ slug }) => `/p.gif?program=${program.id}&link=${slug}&e=impression`);
  await Promise.all(paths.map((path) => edge.visit(path)));
  await Promise.all(Array.from({ length: 2_498 }, (_, index) => edge.visit(paths[index % 2] ?? "")));
  expect(await edge.counted()).toHaveLength(2_500);
  const rows = edge.seen.sent.flatMap(({ counts }) => counts);
  expect(rows.length).toBeLessThanOrEqual(2 * edge.seen.sent.length);
  for (const [of, , link, promoter] of rows) {
    expect([of, promoter]).toEqual(["impression", 513]);
    expect(links.map(({ number }) => number)).toContain(link);
  }
});

test("when the queue refuses, buyers are sent on with their token all the same, and log and metric say what was lost", async () => {
  const lostSoFar = async () => (await readCounts(env, Date.now())).totals.of("events", "lost");
  const before = await lostSoFar();
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  edge.queueRefuses = true;
  const log = watchLog();
  const answer = await edge.visit(`/s/${link.slug}`);
  expect(answer.status).toBe(302);
  expect(landingOf(answer).searchParams.get("tby")).not.toBeNull();
  await edge.clicks();
  expect(log.told("events_lost")).toMatchObject([{ facts: { events: 1 } }]);
  expect(await lostSoFar()).toBe(before + 1);
  vi.restoreAllMocks();
  edge.queueRefuses = false;
  await edge.visit(`/s/${link.slug}`);
  expect(await edge.clicks()).toHaveLength(1);
});
