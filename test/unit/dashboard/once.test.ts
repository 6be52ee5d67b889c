/** A button that is pressed twice writes once. */
import { expect, test } from "vitest";
import { once } from "../../../dashboard/common/api/once.ts";

interface Held {
  readonly request: Request;
  readonly answer: (response: Response) => void;
  readonly fail: (error: Error) => void;
}

/** Requests as they come, each answered when the test says so. */
function heldRequests() {
  const held: Held[] = [];
  const send = once(
    async (request) =>
      await new Promise<Response>((answer, fail) => {
        held.push({ request, answer, fail });
      }),
  );
  return { held, send };
}

function post(body: object, path = "/v1/links"): Request {
  const headers = { "content-type": "application/json" };
  return new Request(`https://desk.example${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

test("the same write twice at once is sent once, and both have its answer", async () => {
  const { held, send } = heldRequests();
  const both = [send(post({ name: "Tea" })), send(post({ name: "Tea" }))];
  await expect.poll(() => held.length).toBe(1);
  held[0]?.answer(Response.json({ id: "1" }, { status: 201 }));
  expect(await held[0]?.request.json()).toEqual({ name: "Tea" });
  const answers = await Promise.all(both);
  expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]))).toEqual([
    [201, { id: "1" }],
    [201, { id: "1" }],
  ]);
  expect(held).toHaveLength(1);
});

test("another write, another place and the same write later are sent by themselves", async () => {
  const { held, send } = heldRequests();
  const all = [
    send(post({ name: "Tea" })),
    send(post({ name: "Mate" })),
    send(post({ name: "Tea" }, "/v1/x")),
  ];
  await expect.poll(() => held.length).toBe(3);
  for (const { answer } of held) answer(Response.json({}));
  await Promise.all(all);
  const later = send(post({ name: "Tea" }));
  await expect.poll(() => held.length).toBe(4);
  held[3]?.answer(Response.json({}));
  expect((await later).status).toBe(200);
});

test("a write without a text has none, and keeps its headers", async () => {
  const { held, send } = heldRequests();
  const headers = { "Idempotency-Key": "k1" };
  const sent = send(new Request("https://desk.example/v1/x", { method: "POST", headers }));
  await expect.poll(() => held.length).toBe(1);
  const asked = held[0]?.request;
  expect([
    await asked?.text(),
    asked?.headers.get("content-type"),
    asked?.headers.get("idempotency-key"),
  ]).toEqual(["", null, "k1"]);
  held[0]?.answer(Response.json({}));
  expect((await sent).status).toBe(200);
});

test("what fails fails for both, and may be tried again", async () => {
  const { held, send } = heldRequests();
  const both = [send(post({})), send(post({}))];
  await expect.poll(() => held.length).toBe(1);
  held[0]?.fail(new TypeError("no network"));
  expect(await Promise.allSettled(both)).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
  const again = send(post({}));
  await expect.poll(() => held.length).toBe(2);
  held[1]?.answer(Response.json({}));
  expect((await again).ok).toBe(true);
});

test("a question may be asked twice", async () => {
  const { held, send } = heldRequests();
  const both = [1, 2].map(async () => await send(new Request("https://desk.example/v1/links")));
  await expect.poll(() => held.length).toBe(2);
  for (const { answer } of held) answer(Response.json({}));
  expect((await Promise.all(both)).map(({ ok }) => ok)).toEqual([true, true]);
});
