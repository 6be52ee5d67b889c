/** An answer has what it has a default for: a caller may leave that out of a body, and always finds it in an answer. */

interface Operation {
  readonly requestBody?: unknown;
  readonly responses?: unknown;
}

interface Schema {
  readonly properties?: Readonly<Record<string, object>>;
  required?: readonly string[];
}

/** As far as it is looked at: an OpenAPI document. */
interface Description {
  readonly paths?: object | undefined;
  readonly components?: { readonly schemas?: object | undefined } | undefined;
}

const REFERENCE = "#/components/schemas/";

/** Marks it in schemas that no body is made of, for whoever makes types of the description. The document is changed. */
export function withWholeAnswers<Document extends Description>(document: Document): Document {
  const named = (document.components?.schemas ?? {}) as Readonly<Record<string, object>>;
  const paths: readonly Readonly<Record<string, Operation>>[] = Object.values(document.paths ?? {});
  const operations = paths.flatMap((path) => Object.values(path));
  const ofBodies = reached(
    operations.map(({ requestBody }) => requestBody),
    named,
  );
  const ofAnswers = reached(
    operations.map(({ responses }) => responses),
    named,
  );
  for (const schema of ofAnswers) if (!ofBodies.has(schema)) requireDefaulted(schema);
  return document;
}

/** Every object that some parts of a description lead to, those that they name among them. */
function reached(parts: readonly unknown[], named: Readonly<Record<string, object>>): ReadonlySet<object> {
  const found = new Set<object>();
  const open = [...parts];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== "object" || part === null || found.has(part)) continue;
    found.add(part);
    if ("$ref" in part && typeof part.$ref === "string") open.push(named[part.$ref.slice(REFERENCE.length)]);
    open.push(...Object.values(part));
  }
  return found;
}

/** An object that a body may leave out in part is whole in an answer: what a body begins with is no value of it. */
function dropPartialDefault(schema: { default?: unknown }): void {
  const { default: given } = schema;
  if (typeof given === "object" && given !== null && !Array.isArray(given)) delete schema.default;
}

function requireDefaulted(schema: Schema): void {
  if (typeof schema.properties !== "object") return;
  const defaulted = Object.entries(schema.properties).flatMap(([name, of]) =>
    "default" in of ? [name] : [],
  );
  if (defaulted.length > 0) schema.required = [...new Set([...(schema.required ?? []), ...defaulted])];
  for (const member of Object.values(schema.properties)) dropPartialDefault(member);
}
