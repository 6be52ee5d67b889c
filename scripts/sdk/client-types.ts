/**
 * What the client for servers knows of the API: its types, and which calls take an `Idempotency-Key`. Both are made of the
 * description, and checked in. A test says when they are stale.
 */
import { createHash } from "node:crypto";
import { openApiTypes } from "./openapi-types.ts";

/** By their paths in the project. */
export const CLIENT_TYPES = "sdk/node/api.d.ts";
export const KEYED_CALLS = "sdk/node/keyed-calls.ts";

interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The line by which the types name the description that they are made of. */
export function madeOf(description: string): string {
  const hash = createHash("sha256").update(description).digest("hex");
  return `/** Types of the API. Made by \`npm run build\` of the /openapi.json with the SHA-256 ${hash}; do not edit. */`;
}

/** The module of types. @param description the OpenAPI document as the service writes it. */
export async function clientTypes(description: string): Promise<string> {
  const types = await openApiTypes(essenceOf(description), {
    alphabetize: true,
    // A member with a default may be left out of a body.
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  // Indents of four are a fifth of the file.
  const text = types.replaceAll(/^(?: {4})+/gm, (indent) => " ".repeat(indent.length / 4));
  return `${madeOf(description)}\n${text}`;
}

/** Left out are examples, which are for pages, and refusals, which are one type for all calls: two thirds of the text. */
function essenceOf(description: string): string {
  return JSON.stringify(JSON.parse(description), function replaced(this: object, key, value: unknown) {
    const isRefusal = /^[45]\d\d$/.test(key) && typeof value === "object";
    const isExample = key === "example" && ("type" in this || "schema" in this || "$ref" in this);
    return isRefusal || isExample || key === "examples" ? undefined : value;
  });
}

/** The module that names the calls whose repeats are known by an `Idempotency-Key`. */
export function keyedCalls(description: string): string {
  const { paths } = JSON.parse(description) as Description;
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { parameters = [] }]) =>
      parameters.some(({ name }) => name === "Idempotency-Key") ? [`${method} ${path}`] : [],
    ),
  );
  return `/** Calls that take an \`Idempotency-Key\`. Made by \`npm run build\` of /openapi.json; do not edit. */
export const KEYED_CALLS: ReadonlySet<string> = new Set([
${calls
  .toSorted()
  .map((call) => `  ${JSON.stringify(call)},\n`)
  .join("")}]);
`;
}
