/** A service that ends owes no answer: requests under way are waited for, and new ones are refused. */
import { expect, test } from "vitest";
import { RequestsUnderWay } from "../../../../worker/http/requests-under-way.ts";

test("an end waits for the answers that are owed, failed ones too, and refuses what comes after", async () => {
  const underWay = new RequestsUnderWay();
  expect(underWay.take(() => new Response("at once"))).toBeInstanceOf(Response);
  const slow = Promise.withResolvers<Response>();
  const failing = Promise.withResolvers<Response>();
  const answered = [underWay.take(() => slow.promise), underWay.take(() => failing.promise)];
  let isEnded = false;
  const ending = underWay.end().then(() => {
    isEnded = true;
  });
  const refused = await underWay.take(() => new Response("new"));
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
  failing.reject(new Error("broken"));
  await expect(answered[1]).rejects.toThrow("broken");
  expect(isEnded).toBe(false);
  slow.resolve(new Response("owed"));
  expect(await (await answered[0])?.text()).toBe("owed");
  await ending;
  expect(isEnded).toBe(true);
});
