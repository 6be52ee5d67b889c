/** Objects are looked up in one place, which knows where they lie. */
import { expect, test } from "vitest";
import { callsOf, type Fault, filesMatching, read, type Source } from "./read/source.ts";

const HOME = "durable-objects/object/object-named.ts";
const LOOK_UPS = /^(getByName|idFromName|idFromString|newUniqueId|jurisdiction)$/;

function strayLookUps(source: Source): Fault[] {
  if (source.path === HOME) return [];
  return callsOf(source)
    .filter(({ method }) => LOOK_UPS.test(method))
    .map(({ method }) => `${source.path} calls ${method}: objects are found by ${HOME}`);
}

test("every object is looked up by its name in one place, which says its region", () => {
  const files = filesMatching("worker/**/*.ts", "durable-objects/**/*.ts").map(read);
  expect(files.flatMap(strayLookUps)).toEqual([]);
  expect(callsOf(read(HOME)).filter(({ method }) => LOOK_UPS.test(method)).length).toBeGreaterThan(2);
});

test("a look-up elsewhere is found", () => {
  const path = "worker/orders/order.ts";
  const texts = [
    "env.JOURNEY.getByName(name)",
    "env[binding].getByName(name).wake(1)",
    "env.JOURNEY.idFromName(name)",
  ];
  for (const text of texts) expect(strayLookUps({ path, text })).toHaveLength(1);
});
