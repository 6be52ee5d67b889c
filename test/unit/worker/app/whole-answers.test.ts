/** What has a default is always there in an answer, and may be left out of a body. */
import { expect, test } from "vitest";
import { withWholeAnswers } from "../../../../worker/app/whole-answers.ts";

const json = (schema: object) => ({ content: { "application/json": { schema } } });
const named = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const schema = () => ({
  type: "object",
  properties: { id: { type: "string" }, size: { type: "integer", default: 3 }, note: { type: "string" } },
  required: ["id"],
});

test("a schema of answers alone requires what has a default, at any depth; one that bodies have keeps it", () => {
  const inner = schema();
  const document = {
    paths: {
      "/things": {
        put: { requestBody: json(named("Body")), responses: { 200: json(named("Thing")) } },
        get: { responses: { 200: json({ type: "array", items: named("Shared") }) } },
        patch: { requestBody: json(named("Shared")) },
      },
    },
    components: {
      schemas: {
        Body: schema(),
        Shared: schema(),
        Thing: { type: "object", properties: { inner, again: named("Thing") } },
      },
    },
  };
  const { Body, Shared, Thing } = withWholeAnswers(document).components.schemas;
  expect(Body.required).toEqual(["id"]);
  expect(Shared.required).toEqual(["id"]);
  expect(Thing.properties.inner.required).toEqual(["id", "size"]);
  expect(inner.required).toEqual(["id", "size"]);
  expect(Thing).not.toHaveProperty("required");
});

test("what a body begins with is no default of an answer; a list or a word may be one", () => {
  const settings = (): object => ({
    properties: {
      limits: { ...schema(), default: {} },
      hosts: { type: "array", default: [] },
      mode: { type: "string", default: "first" },
    },
  });
  const document = {
    paths: {
      "/programs": { post: { requestBody: json(named("New")), responses: { 201: json(named("Made")) } } },
    },
    components: { schemas: { New: settings(), Made: settings() } },
  };
  const { New, Made } = withWholeAnswers(document).components.schemas;
  expect(New).toMatchObject({ properties: { limits: { default: {} } } });
  expect(Made).toMatchObject({
    required: ["limits", "hosts", "mode"],
    properties: { hosts: { default: [] }, mode: { default: "first" } },
  });
  expect(Made).not.toHaveProperty("properties.limits.default");
});
