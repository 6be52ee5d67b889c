/** Whoever guesses slugs by the hundred a second turns away no buyer: links that exist are found all through it. */
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";
import { sized } from "../support/effort.ts";
import { call } from "./call.ts";

const GUESSES = sized(900, 3_000);
const PER_SECOND = 300;
const BUYERS = 30;

const state = temporaryStateDirectory();
let running: RunningService;
const slugs: string[] = [];

beforeAll(async () => {
  running = await runService("start", state.path);
  const program = { id: "guessed", name: "Shop", currency: "CNY", allowedHosts: ["shop.example.com"] };
  await call(running.url, "POST", "/v1/programs", program);
  const { id } = await call(running.url, "POST", "/v1/programs/guessed/promoters", { memberId: "promoter" });
  for (let index = 0; index < BUYERS; index += 1) {
    const link = { promoterId: id, destination: "https://shop.example.com/", slug: `summer-sale-${index}` };
    slugs.push((await call(running.url, "POST", "/v1/programs/guessed/links", link)).slug);
  }
});

afterAll(async () => {
  await running.kill();
  state.remove();
});

async function tap(slug: string): Promise<number> {
  const answer = await fetch(`${running.url}/s/${slug}`, { redirect: "manual" });
  await answer.arrayBuffer();
  return answer.status;
}

test(`${BUYERS} of ${BUYERS} buyers of links that nobody tapped before go on their way during ${GUESSES} guesses`, async () => {
  const guesses: Promise<number>[] = [];
  const buyers: Promise<number>[] = [];
  const [perTurn, turns] = [PER_SECOND / 20, (GUESSES / PER_SECOND) * 20];
  for (let turn = 0; turn < turns; turn += 1) {
    for (let one = 0; one < perTurn; one += 1) guesses.push(tap(`guess-${turn}-${one}-sale`));
    // The last of them when the guesses have used up all that may be asked for.
    const due = Math.floor((BUYERS * (turn + 1)) / turns);
    while (buyers.length < due) buyers.push(tap(slugs[buyers.length] ?? ""));
    await wait(50);
  }
  expect(await Promise.all(buyers)).toEqual(slugs.map(() => 302));
  const answered = new Set(await Promise.all(guesses));
  expect([...answered].filter((status) => status !== 404 && status !== 503)).toEqual([]);
});
