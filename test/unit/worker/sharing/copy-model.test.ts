/** A model that says nothing, or goes on without end, holds nobody up. */
import { expect, test } from "vitest";
import { askModel, copyModelOf } from "../../../../worker/sharing/copy/model/copy-model.ts";

const MODEL = { url: "https://model.example/v1", name: "writer-1", key: "" };
const PROMPT = { rules: "Write.", data: { product: "tea" } };
/** Of the time that it is given: enough to have been asked. */
const SOON_MS = 20;

function network(fetch: (url: string, init: RequestInit) => Promise<Response>) {
  return { VENDORS: { fetch } };
}

const NEVER = new Promise<Response>(() => {});

test.each([
  ["answers nothing", async () => await NEVER],
  [
    "begins and never ends",
    async () => new Response(new ReadableStream({ start: (out) => out.enqueue(Buffer.from("{")) })),
  ],
])("a model that %s is given up, also where the network does not heed it", async (_, answer) => {
  const asked = askModel(network(answer), MODEL, PROMPT, SOON_MS);
  await expect(asked).rejects.toThrow("the model did not answer in time");
});

test("a connection that fails is told without its address", async () => {
  const asked = askModel(
    network(async () => await Promise.reject(new Error("https://model.example refused"))),
    MODEL,
    PROMPT,
  );
  await expect(asked).rejects.toThrow(/^the model's API did not answer$/);
});

test("without a key none is sent, and a redirect is followed by nobody", async () => {
  const seen: RequestInit[] = [];
  const answer = { choices: [{ message: { content: '{"texts":[{"tone":"warm","text":" tea "}]}' } }] };
  const texts = await askModel(
    network(async (url, init) => {
      seen.push(init);
      expect(url).toBe("https://model.example/v1/chat/completions");
      return await Promise.resolve(Response.json(answer));
    }),
    MODEL,
    PROMPT,
  );
  expect(texts).toEqual([{ tone: "warm", text: "tea" }]);
  expect(seen[0]?.redirect).toBe("manual");
  expect(seen[0]?.headers).not.toHaveProperty("authorization");
});

test("a model is set by address and name", () => {
  expect(copyModelOf({})).toBeUndefined();
  const given = { COPY_MODEL_URL: "https://model.example/v1/", COPY_MODEL_NAME: "writer-1" };
  expect(copyModelOf(given)).toEqual(MODEL);
});
