/** The API's description says of every operation and member what an integrator needs, and its examples are true. */
import { orderEventSchema } from "../../../worker/orders/order-event.shapes.ts";
import { transferNotificationSchema } from "../../../worker/payouts/transfers/transfer-answers.shapes.ts";
import { appealSchema } from "../../../worker/risk/risk-case.shapes.ts";
import type { z } from "@hono/zod-openapi";
import { SCOPES } from "../../../worker/access/scopes.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { conversionsBodySchema } from "../../../worker/orders/conversion.shapes.ts";
import { simulationBodyDescription } from "../../../worker/simulation/simulation.shapes.ts";
import { apiKeyRequestSchema } from "../../../worker/sources/catch-up/catch-up.shapes.ts";
import { sourceSettingsSchema } from "../../../worker/sources/sources.shapes.ts";
import { webhookBodySchema } from "../../../worker/sources/webhook.shapes.ts";
import { replaySchema } from "../../../worker/webhook-endpoints/delivery.shapes.ts";
import { app, call } from "../../support/api-client.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- a document is read as any tool would
type Json = any;

const KEY_CALLER = new RegExp(`^key:(${SCOPES.join("|")})([+](${SCOPES.join("|")}))?$`);

let document: Json;

beforeAll(async () => {
  document = (await call("GET", "/openapi.json", { token: null })).body;
});

interface Operation {
  readonly name: string;
  readonly says: Json;
}

function operations(): Operation[] {
  return Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, says]) => ({ name: `${method} ${path}`, says })),
  );
}

/** Names of those that a rule does not hold for. */
function breaking(holds: (says: Json) => boolean): string[] {
  return operations().flatMap(({ name, says }) => (holds(says) ? [] : [name]));
}

describe("every operation", () => {
  test("has a unique camelCase operation id, a summary and one described tag", () => {
    const ids = operations().map(({ says }) => says.operationId);
    expect(ids.length).toBeGreaterThan(70);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)+$/.test(id))).toEqual([]);
    expect(breaking((says) => typeof says.summary === "string" && says.summary.length > 5)).toEqual([]);
    const tags = new Map(document.tags.map((tag: Json) => [tag.name, tag.description]));
    expect(breaking((says) => says.tags?.length === 1 && tags.has(says.tags[0]))).toEqual([]);
    expect([...tags.values()].filter((text) => typeof text !== "string" || text.length < 20)).toEqual([]);
    const used = new Set(operations().map(({ says }) => says.tags[0]));
    expect([...tags.keys()].filter((name) => !used.has(name))).toEqual([]);
  });

  test("says who may call it, and needs a bearer exactly where not everyone may", () => {
    const callers = ["operator", "promoter:own", "signature", "public"];
    const isCaller = (caller: string) => callers.includes(caller) || KEY_CALLER.test(caller);
    expect(
      breaking((says) => {
        const access: string[] = says["x-access"] ?? [];
        return access.length > 0 && access.every(isCaller);
      }),
    ).toEqual([]);
    const isOpen = (says: Json) => ["signature", "public"].includes(says["x-access"][0]);
    expect(
      breaking((says) => {
        return (
          JSON.stringify(says.security) ===
          JSON.stringify(isOpen(says) ? [] : [{ bearer: [] }, { session: [] }])
        );
      }),
    ).toEqual([]);
  });

  test("describes an answer of success by its content", () => {
    // Of a page that only leads on, the address is the answer.
    const isWithout = (status: string) => ["204", "302", "303"].includes(status);
    expect(
      breaking((says) =>
        Object.entries<Json>(says.responses).some(
          ([status, answer]) => isWithout(status) || (status.startsWith("2") && answer.content !== undefined),
        ),
      ),
    ).toEqual([]);
  });

  test("names its path's parameters with an example each", () => {
    const unshown = operations().flatMap(({ name, says }) =>
      (says.parameters ?? [])
        .filter((one: Json) => one.in === "path" && one.schema.example === undefined)
        .map((one: Json) => `${name} ${one.name}`),
    );
    expect(unshown).toEqual([]);
  });
});

/** Members with their place, through objects, lists and unions. */
function* members(schema: Json, place: string): Generator<{ place: string; member: Json }> {
  if (schema === null || typeof schema !== "object") return;
  for (const [name, member] of Object.entries<Json>(schema.properties ?? {})) {
    yield { place: `${place}.${name}`, member };
    yield* members(member, `${place}.${name}`);
  }
  if (schema.items !== undefined) {
    yield { place: `${place}[]`, member: schema.items };
    yield* members(schema.items, `${place}[]`);
  }
  for (const [index, part] of [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
  ].entries()) {
    yield* members(part, `${place}|${index}`);
  }
}

function everyMember(): { place: string; member: Json }[] {
  const parameters = operations().flatMap(({ name, says }) =>
    (says.parameters ?? []).map((one: Json) => ({ place: `${name} ${one.name}`, member: one.schema })),
  );
  const contents = operations().flatMap(({ name, says }) =>
    [says.requestBody, ...Object.values<Json>(says.responses)].flatMap((part) =>
      Object.values<Json>(part?.content ?? {}).flatMap((content) => [...members(content.schema, name)]),
    ),
  );
  const components = Object.entries<Json>(document.components.schemas).flatMap(([name, schema]) => [
    ...members(schema, name),
  ]);
  return [...parameters, ...contents, ...components];
}

const MISREAD = new Set(["minor-units", "basis-points", "date-time", "duration"]);

test("every amount, rate, instant, duration and closed list is described", () => {
  const found = everyMember();
  expect(found.length).toBeGreaterThan(500);
  const needy = found.filter(({ member }) => MISREAD.has(member.format) || member.enum !== undefined);
  expect(needy.length).toBeGreaterThan(200);
  expect(
    needy.filter(({ member }) => (member.description ?? "").length < 8).map(({ place }) => place),
  ).toEqual([]);
});

test("what may be null says what null means", () => {
  const isNullable = (member: Json) =>
    (Array.isArray(member.type) && member.type.includes("null")) ||
    [...(member.anyOf ?? []), ...(member.oneOf ?? [])].some((part: Json) => part.type === "null");
  const nullable = everyMember().filter(({ member }) => isNullable(member));
  expect(nullable.length).toBeGreaterThan(40);
  expect(
    nullable.filter(({ member }) => !/\bnull\b/i.test(member.description ?? "")).map(({ place }) => place),
  ).toEqual([]);
});

test("every pattern is one that JSON Schema can read", () => {
  const patterns = everyMember().flatMap(({ member }) =>
    member.pattern === undefined ? [] : [member.pattern],
  );
  expect(patterns.length).toBeGreaterThan(10);
  for (const pattern of patterns) {
    expect(() => new RegExp(pattern, "u")).not.toThrow();
    expect(pattern).not.toMatch(/\/[a-z]*$/);
  }
});

/** Bodies that are described by name, because their handlers read them themselves. */
const NAMED_BODIES: Record<string, z.ZodType> = {
  EventReplay: replaySchema,
  ConversionsBody: conversionsBodySchema,
  OrderEvent: orderEventSchema,
  RiskAppeal: appealSchema,
  Simulation: simulationBodyDescription,
  SourceApiKeyRequest: apiKeyRequestSchema,
  SourceSettings: sourceSettingsSchema,
  TransferNotification: transferNotificationSchema,
  WebhookBody: webhookBodySchema,
};

interface Shown {
  readonly place: string;
  readonly schema: z.ZodType;
  readonly example: Json;
}

/** Every JSON content with the schema that judges it and the example that the document shows. */
function shown(part: "request" | "response"): Shown[] {
  return app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== "route") return [];
    const { method, path, request, responses } = definition.route;
    const says = document.paths[path][method];
    const pairs: [string, Json, Json][] =
      part === "request"
        ? [["body", request?.body, says.requestBody]]
        : Object.entries(responses).map(([status, answer]) => [status, answer, says.responses[status]]);
    return pairs.flatMap(([name, described, written]) =>
      Object.keys(described?.content ?? {})
        .filter((type) => type.endsWith("json"))
        .map((type) => ({
          place: `${method} ${path} ${name} ${type}`,
          schema: schemaOf(described.content[type].schema),
          example: exampleOf(written.content[type].schema),
        })),
    );
  });
}

function schemaOf(schema: Json): z.ZodType {
  const name = /([^/]+)$/.exec(schema.$ref ?? "")?.[1];
  return name === undefined ? schema : (NAMED_BODIES[name] ?? expect.unreachable(`no schema of ${name}`));
}

function exampleOf(schema: Json): Json {
  const name = /([^/]+)$/.exec(schema.$ref ?? "")?.[1];
  return (name === undefined ? schema : document.components.schemas[name]).example;
}

test("every JSON body and answer shows an example", () => {
  const all = [...shown("request"), ...shown("response")];
  expect(all.length).toBeGreaterThan(300);
  expect(all.filter(({ example }) => example === undefined).map(({ place }) => place)).toEqual([]);
});

test("the example of every body is one that the route takes", () => {
  const refused = shown("request").flatMap(({ place, schema, example }) => {
    const parsed = schema.safeParse(example);
    return parsed.success ? [] : [`${place}: ${parsed.error.message}`];
  });
  expect(refused).toEqual([]);
});

test("the example of every answer is one that the route may give, with no member that is not described", () => {
  for (const { place, schema, example } of shown("response")) {
    expect([place, schema.parse(example)]).toEqual([place, example]);
  }
});
