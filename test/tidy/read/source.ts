/** The project's own files, and what the checks read of a module: its imports and its text. */
import { globSync, readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { parseSync } from "oxc-parser";

export const PROJECT = resolve(import.meta.dirname, "../../..");

/** A module by its path from the project's root. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** Path from the project's root for a relative import, else the package's specifier. */
  readonly target: string;
  /** Gone after type stripping: it cannot break an arrow at run time. */
  readonly typeOnly: boolean;
}

/** A fault, as a line for people: `path: what is wrong`. */
export type Fault = string;

/** Types that are made of other sources. */
export const GENERATED: ReadonlySet<string> = new Set(["worker-configuration.d.ts", "sdk/node/api.d.ts"]);

/** Without what an example has installed for itself. */
export function filesMatching(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: PROJECT, exclude: ["examples/*/node_modules/**"] }).sort();
}

export function read(path: string): Source {
  return { path, text: readFileSync(join(PROJECT, path), "utf8") };
}

const imports = new Map<string, readonly Import[]>();

/** Checks of all files read the same ones: each is parsed once for all. */
export function importsOf(source: Source): readonly Import[] {
  return once(imports, source, readImports);
}

function once<Found>(known: Map<string, Found>, source: Source, find: (source: Source) => Found): Found {
  const key = `${source.path}\n${source.text}`;
  const found = known.get(key) ?? find(source);
  known.set(key, found);
  return found;
}

function readImports(source: Source): Import[] {
  const { module } = parseSync(source.path, source.text);
  const found: Import[] = module.staticImports.map((statement) => ({
    target: targetOf(source, statement.moduleRequest.value),
    typeOnly: statement.entries.length > 0 && statement.entries.every((entry) => entry.isType),
  }));
  for (const statement of module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest !== null) {
        found.push({ target: targetOf(source, entry.moduleRequest.value), typeOnly: entry.isType });
      }
    }
  }
  // Few modules have what only the tree of all nodes shows: an import as an expression or as a type.
  return /\bimport\s*\(/.test(source.text) ? [...found, ...importsWithin(source)] : found;
}

function importsWithin(source: Source): Import[] {
  return nodesOf(source).flatMap((node) => {
    const typeOnly = node["type"] === "TSImportType";
    if (!typeOnly && node["type"] !== "ImportExpression") return [];
    const specifier = (node["source"] ?? node["argument"]) as Node | undefined;
    const value = specifier?.["value"] ?? (specifier?.["literal"] as Node | undefined)?.["value"];
    return typeof value === "string" ? [{ target: targetOf(source, value), typeOnly }] : [];
  });
}

/** One name that a module imports from another. */
export interface NamedImport extends Import {
  /** As the other module calls it; `*` for all of it. */
  readonly name: string;
}

/** The names of a module's static imports, each with whether it is a type alone. */
export function namedImportsOf(source: Source): NamedImport[] {
  return parseSync(source.path, source.text).module.staticImports.flatMap((statement) =>
    statement.entries.map(({ importName, isType }) => ({
      target: targetOf(source, statement.moduleRequest.value),
      name: importName.name ?? "*",
      typeOnly: isType,
    })),
  );
}

/** What a module hands on of others. */
export function handedOnBy(source: Source): Import[] {
  return parseSync(source.path, source.text).module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) =>
      moduleRequest === null ? [] : [{ target: targetOf(source, moduleRequest.value), typeOnly: isType }],
    ),
  );
}

/** Every comment of a module; lines that follow each other are one. */
export function commentsOf({ path, text }: Source): string[] {
  const found: { said: string; endsAt: number; isLine: boolean }[] = [];
  for (const { type, value, start, end } of parseSync(path, text).comments) {
    const last = found.at(-1);
    const isLine = type === "Line";
    if (isLine && last?.isLine === true && /^\n[ \t]*$/.test(text.slice(last.endsAt, start))) {
      last.said += `\n${value}`;
      last.endsAt = end;
    } else found.push({ said: value, endsAt: end, isLine });
  }
  return found.map(({ said }) => said);
}

/** Every string and template of a module, a question mark for each gap of a template. */
export function stringsOf(source: Source): string[] {
  return nodesOf(source).flatMap((node) => textOf(node) ?? []);
}

/** Every method that a module calls by name, with the number of its arguments. */
export function callsOf(source: Source): { readonly method: string; readonly args: number }[] {
  return nodesOf(source).flatMap((node) => {
    if (node["type"] !== "CallExpression") return [];
    const property = ((node["callee"] as Node)["property"] ?? {}) as Node;
    const method = property["name"] ?? property["value"];
    return typeof method === "string" ? [{ method, args: (node["arguments"] as unknown[]).length }] : [];
  });
}

/** The names of the tags of a module's templates. */
export function tagsOf(source: Source): string[] {
  return nodesOf(source).flatMap((node) => {
    const name = node["type"] === "TaggedTemplateExpression" && (node["tag"] as Node)["name"];
    return typeof name === "string" ? [name] : [];
  });
}

/** Every identifier of a module: variables, types, members of objects and classes. */
export function namesOf(source: Source): string[] {
  return nodesOf(source).flatMap((node) => {
    const isName = node["type"] === "Identifier" || node["type"] === "PrivateIdentifier";
    return isName && typeof node["name"] === "string" ? [node["name"]] : [];
  });
}

/** The first argument of each call of a function, or of each `new` of a class; null for one that is no text. */
export function firstArgumentsOf(source: Source, callee: string): (string | null)[] {
  return nodesOf(source).flatMap((node) => {
    if (node["type"] !== "CallExpression" && node["type"] !== "NewExpression") return [];
    if ((node["callee"] as Node)["name"] !== callee) return [];
    const [first] = node["arguments"] as Node[];
    return [first === undefined ? null : textOf(first)];
  });
}

/** The text of a string or template, with a question mark for each gap; null for anything else. */
function textOf(node: Node): string | null {
  if (node["type"] === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node["type"] !== "TemplateLiteral") return null;
  const pieces = node["quasis"] as { value: { raw: string } }[];
  return pieces.map((piece) => piece.value.raw).join("?");
}

type Node = Record<string, unknown>;

/** What the checks ask for; other nodes are many. */
const ASKED_FOR = new Set([
  "CallExpression",
  "Identifier",
  "ImportExpression",
  "Literal",
  "NewExpression",
  "PrivateIdentifier",
  "TSImportType",
  "TaggedTemplateExpression",
  "TemplateLiteral",
]);
const nodes = new Map<string, readonly Node[]>();

function nodesOf(source: Source): readonly Node[] {
  return once(nodes, source, () => {
    const found: Node[] = [];
    collect(parseSync(source.path, source.text).program, found);
    return found;
  });
}

function collect(value: unknown, found: Node[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
  } else if (typeof value === "object" && value !== null) {
    const node = value as Node;
    if (ASKED_FOR.has(node["type"] as string)) found.push(node);
    for (const child of Object.values(node)) collect(child, found);
  }
}

export function targetOf(source: Source, specifier: string): string {
  return specifier.startsWith(".")
    ? posix.normalize(posix.join(posix.dirname(source.path), specifier))
    : specifier;
}
