/** Whatever anybody sends to whatever route the description has, the answer is no error of ours. */
import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { deliveryIdOf } from "../../../domain/notification/webhook-ids.ts";
import { call, OPERATOR } from "../../support/api-client.ts";
import { sized } from "../../support/effort.ts";
import { makeWorld } from "../../support/http/access-world.ts";
import { type FuzzRequest, FuzzRequests, type Known } from "../../support/http/fuzz/requests.ts";

/** Each with a program of its own: what a request has ended there is there again for the next. */
const ROUNDS = sized(1, 2);
const TIMES_EACH = 8;

async function knownThings(): Promise<Known> {
  const world = await makeWorld();
  const { program, mine, theirs } = world;
  const slugs = (await call("GET", `/v1/programs/${program}/links`)).body.data.map(
    (link: { slug: string }) => link.slug,
  );
  return {
    ids: new Map([
      ["programs", [program]],
      ["webhooks", [program]],
      ["promoters", [mine.promoter, theirs.promoter]],
      ["members", ["mine", "theirs"]],
      ["links", [mine.link, theirs.link]],
      ["coupons", ["mine", "theirs"]],
      ["orders", [mine.order, theirs.order]],
      ["payouts", [`po_${mine.promoter.slice(3)}_1`]],
      ["webhook-endpoints", [mine.endpoint, theirs.endpoint]],
      ["deliveries", [mine.endpoint, theirs.endpoint].map((endpoint) => deliveryIdOf(endpoint, 1))],
      ["s", slugs],
      ["qr", slugs.map((slug: string) => `${slug}.png`)],
      [program, ["standard"]],
    ]),
    bearers: [
      ...Array<string>(6).fill(OPERATOR),
      world.key,
      world.key,
      mine.token,
      world.foreignKey,
      "tk_junk",
    ],
  };
}

interface Found {
  readonly seed: number;
  readonly request: FuzzRequest;
  readonly status: number;
  readonly text: string;
}

async function answerTo({ method, path, headers, body }: FuzzRequest) {
  const init = { method, headers, redirect: "manual" as const, ...(body === null ? {} : { body }) };
  const response = await exports.default.fetch(new Request(`https://tributary.test${path}`, init));
  const { status } = response;
  if (response.headers.get("content-type")?.startsWith("text/event-stream") !== true)
    return { status, text: await response.text() };
  // A stream of events has no end.
  await response.body?.cancel();
  return { status, text: "" };
}

/** A refusal of management is a problem of the catalogue that states its own status. */
function isProblem(status: number, text: string): boolean {
  try {
    const said = JSON.parse(text) as { status?: unknown; code?: unknown };
    return said.status === status && typeof said.code === "string";
  } catch {
    return false;
  }
}

/** An account that was made up by chance is one that WeChat refuses: that is not a fault of the service, and is said so. */
function isRefusedByWechat(status: number, text: string): boolean {
  return status === 503 && isProblem(status, text) && text.includes('"code":"wechat_refused"');
}

test("no request of any described route is answered over 499", async () => {
  const document = (await call("GET", "/openapi.json", { token: null })).body;
  const [failed, unclear]: [Found[], Found[]] = [[], []];
  const statuses = new Map<number, number>();
  for (let seed = 1; seed <= ROUNDS; seed += 1) {
    const requests = new FuzzRequests(document, seed);
    const known = await knownThings();
    for (let index = 0; index < requests.operations * TIMES_EACH; index += 1) {
      const request = requests.make(index, known);
      const { status, text } = await answerTo(request);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const found = { seed, request, status, text: text.slice(0, 300) };
      if (status > 499 && !isRefusedByWechat(status, text)) failed.push(found);
      else if (status > 399 && request.path.startsWith("/v1/") && !isProblem(status, text))
        unclear.push(found);
    }
  }
  expect(failed).toEqual([]);
  expect(unclear).toEqual([]);
  // Requests that are refused at the door find nothing: enough of them do what they ask for.
  const done = [...statuses].reduce((sum, [status, times]) => sum + (status < 400 ? times : 0), 0);
  const all = [...statuses.values()].reduce((sum, times) => sum + times, 0);
  expect(done / all).toBeGreaterThan(0.2);
});
