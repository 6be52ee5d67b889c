/** How the pages ask and write while there is no network or the service is busy, and once a session has ended. */
import { onlineManager } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { isAnswerLost } from "../../../dashboard/common/api/problem.ts";
import { tellWhen } from "../../../dashboard/common/api/retry-after.ts";
import { newQueryClient } from "../../../dashboard/common/api/query-client.ts";

afterEach(() => onlineManager.setOnline(true));

const written = (mutationFn: () => Promise<unknown>) => {
  const client = newQueryClient();
  return { client, done: client.getMutationCache().build(client, { mutationFn }).execute(undefined) };
};

test("a write without a network fails at once, and is not done when the network comes back", async () => {
  onlineManager.setOnline(false);
  const send = vi.fn<() => Promise<unknown>>().mockRejectedValue(new TypeError("Failed to fetch"));
  const { client, done } = written(send);
  await expect(done).rejects.toThrow("Failed to fetch");
  onlineManager.setOnline(true);
  await client.resumePausedMutations();
  expect(send).toHaveBeenCalledTimes(1);
});

test("a write that finds the session ended has the page ask who is signed in", async () => {
  const ended = { status: 401, code: "unauthorized" };
  const { client, done } = written(async () => await Promise.reject(ended));
  const session = ["get", "/v1/sessions/current", {}];
  client.setQueryData(session, { program: "tea" });
  await expect(done).rejects.toEqual(ended);
  expect(client.getQueryState(session)?.isInvalidated).toBe(true);
});

test("a wrong key at the sign-in leaves the form alone: nobody was signed in", async () => {
  const { client, done } = written(async () => await Promise.reject({ status: 401, code: "unauthorized" }));
  const session = client.getQueryCache().build(client, { queryKey: ["get", "/v1/sessions/current", {}] });
  await expect(done).rejects.toMatchObject({ status: 401 });
  expect(session.state.isInvalidated).toBe(false);
});

/** What becomes of a read that is answered so: after how many milliseconds it is asked for again each time. */
async function waitsOf(answer: Response): Promise<readonly number[]> {
  const { retry, retryDelay } = newQueryClient().getDefaultOptions().queries ?? {};
  if (typeof retry !== "function" || typeof retryDelay !== "function") throw new Error("no retries");
  const send = tellWhen(async () => await Promise.resolve(answer));
  const told = await send(new Request("https://desk.example/v1/programs"));
  // As the client reads it: what is no JSON is a text.
  const text = await told.text();
  const error = (text.startsWith("{") ? JSON.parse(text) : text) as Error;
  const waits: number[] = [];
  while (retry(waits.length, error)) waits.push(retryDelay(waits.length, error));
  return waits;
}

const busy = (seconds: string | null, status = 503, code = "overloaded") =>
  Response.json(
    { status, code, title: "Busy" },
    { status, headers: seconds === null ? {} : { "retry-after": seconds } },
  );

test.each([
  ["as long as the service asks for", busy("7"), [7_000, 7_000, 7_000]],
  ["so too where it has called too often", busy("12", 429, "rate_limited"), [12_000, 12_000, 12_000]],
  ["half a minute at most", busy("30"), [30_000, 30_000, 30_000]],
  ["not at all where it would be longer", busy("31"), []],
  ["a second at least", busy("0"), [1_000, 1_000, 1_000]],
  ["each time twice as long where nothing is said", busy(null), [1_000, 2_000, 4_000]],
  ["so too where that cannot be read", busy("soon"), [1_000, 2_000, 4_000]],
  ["so long where something before the service is busy", stopping(), [2_000, 2_000, 2_000]],
  ["not at all where a second attempt mends nothing", busy("2", 404, "not_found"), []],
])("a read is asked for again after a wait: %s", async (_, answer, waits) => {
  expect(await waitsOf(answer)).toEqual(waits);
});

function stopping(): Response {
  return new Response("The service is being stopped.\n", { status: 503, headers: { "retry-after": "2" } });
}

test("what is told with its wait is the answer otherwise, and one that is none is left alone", async () => {
  const tell = async (answer: Response) =>
    await tellWhen(async () => await Promise.resolve(answer))(new Request("https://desk.example/"));
  const told = await tell(busy("7"));
  expect([told.status, await told.json()]).toEqual([
    503,
    { status: 503, code: "overloaded", title: "Busy", retryAfterMs: 7_000 },
  ]);
  const fine = Response.json({ data: [] }, { headers: { "retry-after": "7" } });
  expect(await tell(fine)).toBe(fine);
});

test.each([
  ["no answer", new TypeError("Failed to fetch"), true],
  ["a page of what stands before the service", "<html>502 Bad Gateway</html>", true],
  ["a failure of the service", { status: 503, code: "unavailable" }, true],
  ["a refusal", { status: 422, code: "invalid_body" }, false],
])("after a write with %s, what is shown is asked for anew where it may be old", async (_, error, isOld) => {
  const { client, done } = written(async () => await Promise.reject(error));
  const [orders, session] = [
    ["get", "/v1/programs/{program}/orders", {}],
    ["get", "/v1/sessions/current", {}],
  ];
  client.setQueryData(orders, { data: [] });
  client.setQueryData(session, { program: "tea" });
  await expect(done).rejects.toBe(error);
  expect(client.getQueryState(orders)?.isInvalidated).toBe(isOld);
  expect(client.getQueryState(session)?.isInvalidated).toBe(false);
  expect(isAnswerLost(error)).toBe(isOld);
});
