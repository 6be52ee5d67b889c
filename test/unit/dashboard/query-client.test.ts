/** How the pages ask and write while there is no network, and once a session has ended. */
import { onlineManager } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { isAnswerLost } from "../../../dashboard/common/api/problem.ts";
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
