/** Requests of every described route, made from the description alone: the same seed makes the same requests. */
import { Chance } from "../../chance.ts";
import { junkText, junkValue } from "./junk.ts";
import { Values } from "./values.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- a document is read as any tool would
type Json = any;

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

/** What exists: ids by the part of a path that stands before them, and bearers. */
export interface Known {
  readonly ids: ReadonlyMap<string, readonly string[]>;
  readonly bearers: readonly string[];
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly says: Json;
}

export class FuzzRequests {
  readonly #operations: readonly Operation[];
  readonly #chance: Chance;
  readonly #values: Values;

  constructor(document: Json, seed: number) {
    this.#chance = new Chance(seed);
    this.#values = new Values(document, this.#chance);
    this.#operations = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
      Object.entries<Json>(methods).map(([method, says]) => ({ method: method.toUpperCase(), path, says })),
    );
  }

  get operations(): number {
    return this.#operations.length;
  }

  /** A request of the operation at `index`, of which there are as many as `operations`. */
  make(index: number, known: Known): FuzzRequest {
    const operation = this.#operations[index % this.#operations.length];
    if (operation === undefined) throw new Error("the description has no operation");
    const { method, path, says } = operation;
    const parameters: Json[] = says.parameters ?? [];
    const address = path.split("/").map((part, place, parts) => {
      const name = /\{(\w+)\}/.exec(part)?.[1];
      if (name === undefined) return part;
      const schema = parameters.find((one) => one.name === name && one.in === "path")?.schema;
      return part.replace(`{${name}}`, this.#parameter(parts[place - 1] ?? "", schema, known));
    });
    const query = this.#query(
      path,
      parameters.filter((one) => one.in === "query"),
    );
    return {
      method,
      path: `${address.join("/")}${query}`,
      headers: this.#headers(parameters, says, known),
      body: method === "GET" || method === "HEAD" ? null : this.#body(says),
    };
  }

  #parameter(before: string, schema: Json, { ids }: Known): string {
    const chance = this.#chance;
    const known = ids.get(before) ?? [];
    if (known.length > 0 && chance.hits(0.9)) return encodeURIComponent(chance.oneOf(known));
    const value = chance.hits(0.7) ? this.#values.of(schema) : junkValue(chance);
    return chance.hits(0.95) ? inUrl(value) : textOf(value).replaceAll(/[^ -~]|[#?/\s]/g, "%");
  }

  #query(path: string, parameters: readonly Json[]): string {
    const chance = this.#chance;
    const pairs = parameters
      .filter(() => chance.hits(0.5))
      .map(({ name, schema }) => {
        if (name === "cursor") return `cursor=${junkCursor(chance, path.split("/").at(-1) ?? "")}`;
        const value = chance.hits(0.7) ? this.#values.of(schema) : junkValue(chance);
        return `${name}=${inUrl(value)}`;
      });
    if (chance.hits(0.05)) pairs.push(`${inUrl(junkText(chance))}=${inUrl(junkText(chance))}`);
    return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
  }

  #headers(parameters: readonly Json[], says: Json, { bearers }: Known): Record<string, string> {
    const chance = this.#chance;
    const headers: Record<string, string> = {};
    if (chance.hits(0.95)) headers["authorization"] = `Bearer ${chance.oneOf(bearers)}`;
    for (const { name, in: place } of parameters) {
      if (place === "header" && chance.hits(0.8)) headers[name] = inHeader(junkText(chance));
    }
    const types = Object.keys(says.requestBody?.content ?? {});
    if (types.length > 0) headers["content-type"] = chance.hits(0.9) ? (types[0] ?? "") : "text/plain";
    if (chance.hits(0.1))
      headers["accept"] = chance.oneOf(["application/json", "application/x-ndjson", "*/*", "x"]);
    if (chance.hits(0.05)) headers["cookie"] = `tby_vid=${inHeader(junkText(chance))}; tby_clk=x.y.z`;
    if (chance.hits(0.05)) headers["content-encoding"] = "gzip";
    return headers;
  }

  #body(says: Json): string | Uint8Array | null {
    const chance = this.#chance;
    const [schema] = Object.values<Json>(says.requestBody?.content ?? {}).map((one) => one.schema);
    if (chance.hits(0.02)) return null;
    const value = schema === undefined ? junkValue(chance) : this.#values.of(schema);
    const text = JSON.stringify(value) ?? "";
    return chance.hits(0.9) ? text : this.#spoiled(text);
  }

  #spoiled(text: string): string | Uint8Array {
    const chance = this.#chance;
    const at = chance.between(0, text.length);
    switch (chance.between(0, 6)) {
      case 0:
        return text.slice(0, at);
      case 1:
        return `\ufeff${text}`;
      case 2:
        return `${text.slice(0, at)}${junkText(chance)}${text.slice(at)}`;
      case 3:
        return text.replace("{", '{"__proto__":{"status":"active"},');
      case 4:
        return Uint8Array.from([...new TextEncoder().encode(text.slice(0, at)), 0xc3, 0x28, 0xff]);
      case 5:
        return `${"[".repeat(20_000)}${text}`;
      default:
        return text.replaceAll(/\d+/g, "1e999");
    }
  }
}

/** Mostly of the form that lists give, with places that no list has given. @param list that the path ends in. */
function junkCursor(chance: Chance, list: string): string {
  const places = Array.from({ length: chance.between(0, 3) }, () => junkValue(chance));
  const text = JSON.stringify([chance.hits(0.8) ? list : junkText(chance), ...places]);
  return Buffer.from(chance.hits(0.8) ? text : text.slice(1)).toString("base64url");
}

/** Junk may have a `toString` that is none. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function inUrl(value: unknown): string {
  return encodeURIComponent(textOf(value).toWellFormed()).slice(0, 6_000);
}

function inHeader(text: string): string {
  return text.replaceAll(/[^ -~]/g, "?").slice(0, 2_000);
}
