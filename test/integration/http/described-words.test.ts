/** What the description says of the API is told in sentences that can be read once, and of every single value. */
import { expect, test } from "vitest";
import { call } from "../../support/api-client.ts";
import { sentencesOf } from "../../tidy/read/prose.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- a document is read as any tool would
type Json = any;

const MOST_WORDS = 25;

const document: Json = (await call("GET", "/openapi.json", { token: null })).body;

interface Part {
  readonly place: string;
  readonly says: Json;
}

/** Every object of a description, with its place; examples are no part of it. */
function* partsOf(says: Json, place: string): Generator<Part> {
  if (typeof says !== "object" || says === null) return;
  yield { place, says };
  for (const [name, below] of Object.entries(says)) {
    if (name !== "example" && name !== "default") yield* partsOf(below, `${place}.${name}`);
  }
}

const parts = [...partsOf(document, "")];

function longSentences({ place, says }: Part): string[] {
  return [says.description, says.summary]
    .filter((text): text is string => typeof text === "string")
    .flatMap(sentencesOf)
    .filter(({ words }) => words > MOST_WORDS)
    .map(({ words, text }) => `${place} takes ${words} words to say: ${text}`);
}

/** Texts, numbers and flags of an object that say nothing of themselves. What holds others may be told by them. */
function unsaid({ place, says }: Part): string[] {
  if (typeof says.properties !== "object" || Array.isArray(says.properties)) return [];
  return Object.entries<Json>(says.properties)
    .filter(([, { type }]) =>
      [type].flat().some((one) => ["string", "integer", "number", "boolean"].includes(one)),
    )
    .filter(([, { description = "" }]) => description.length < 4)
    .map(([name]) => `${place}.${name}`);
}

test(`no sentence of the description is over ${MOST_WORDS} words`, () => {
  expect(parts.length).toBeGreaterThan(5_000);
  expect(parts.flatMap(longSentences)).toEqual([]);
});

test("every text, number and flag says what it is", () => {
  expect(parts.flatMap(unsaid)).toEqual([]);
});

test("every parameter says what it is", () => {
  const parameters = parts.flatMap(({ place, says }) =>
    (Array.isArray(says.parameters) ? says.parameters : []).map((one: Json) => ({ place, one })),
  );
  expect(parameters.length).toBeGreaterThan(200);
  const silent = parameters.filter(
    ({ one }: Json) => (one.description ?? one.schema.description ?? "").length < 4,
  );
  expect(silent.map(({ place, one }: Json) => `${place} ${one.name}`)).toEqual([]);
});

test("a default that is an object has what its schema requires", () => {
  const broken = parts.filter(({ says }) => {
    const { default: given, required } = says;
    const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
    return isObject && Array.isArray(required) && required.some((name: string) => !(name in given));
  });
  expect(broken.map(({ place }) => place)).toEqual([]);
});

test("a long sentence, and a value without a word, are found", () => {
  expect(longSentences({ place: "", says: { description: `${"word ".repeat(25)}more.` } })).toHaveLength(1);
  expect(unsaid({ place: "", says: { properties: { size: { type: ["integer", "null"] } } } })).toEqual([
    ".size",
  ]);
});
