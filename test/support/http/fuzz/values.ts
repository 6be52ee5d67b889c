/** Values of a schema of the description: mostly such as it allows, with its bounds and examples, sometimes spoiled. */
import type { Chance } from "../../chance.ts";
import { junkNumber, junkText, junkValue } from "./junk.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- a document is read as any tool would
type Json = any;

const DEEPEST = 6;

export class Values {
  readonly #document: Json;
  readonly #chance: Chance;

  constructor(document: Json, chance: Chance) {
    this.#document = document;
    this.#chance = chance;
  }

  of(schema: Json, depth = 0): unknown {
    const chance = this.#chance;
    const says = this.#resolved(schema);
    if (says === undefined || depth > DEEPEST || chance.hits(0.04)) return junkValue(chance);
    if (says.example !== undefined && chance.hits(0.5)) return structuredClone(says.example);
    if (says.const !== undefined) return says.const;
    if (Array.isArray(says.enum)) return chance.oneOf(says.enum);
    const choices: Json[] | undefined = says.anyOf ?? says.oneOf;
    if (choices !== undefined) return this.of(chance.oneOf(choices), depth);
    if (Array.isArray(says.allOf)) {
      return Object.assign({}, ...says.allOf.map((part: Json) => this.of(part, depth + 1)));
    }
    return this.#ofType(Array.isArray(says.type) ? chance.oneOf(says.type) : says.type, says, depth);
  }

  #ofType(type: unknown, says: Json, depth: number): unknown {
    const chance = this.#chance;
    switch (type) {
      case "object":
        return this.#object(says, depth);
      case "array": {
        const length = chance.hits(0.05) ? 600 : chance.between(0, 3);
        const entry = this.of(says.items ?? {}, depth + 1);
        return length > 3
          ? Array.from({ length }, () => entry)
          : this.#entries(says.items ?? {}, length, depth);
      }
      case "integer":
      case "number":
        return this.#number(says);
      case "boolean":
        return chance.hits(0.5);
      case "null":
        return null;
      default:
        return junkText(chance);
    }
  }

  #entries(schema: Json, length: number, depth: number): unknown[] {
    return Array.from({ length }, () => this.of(schema, depth + 1));
  }

  #object(says: Json, depth: number): Record<string, unknown> {
    const chance = this.#chance;
    const required = new Set<string>(says.required ?? []);
    const members = Object.entries<Json>(says.properties ?? {})
      .filter(([name]) => chance.hits(required.has(name) ? 0.95 : 0.4))
      .map(([name, schema]) => [name, this.of(schema, depth + 1)] as const);
    const unknown = chance.hits(0.05) ? [[junkText(chance), junkValue(chance)] as const] : [];
    return Object.fromEntries([...members, ...unknown]);
  }

  #number({ minimum = 0, maximum = 1_000 }: Json): number {
    const chance = this.#chance;
    if (chance.hits(0.2)) return junkNumber(chance);
    const edges = [minimum, maximum, minimum - 1, maximum + 1, minimum + 1];
    return chance.hits(0.3)
      ? chance.oneOf(edges)
      : chance.between(minimum, Math.min(maximum, minimum + 5_000));
  }

  #resolved(schema: Json): Json {
    const name = /^#\/components\/schemas\/(.+)$/.exec(schema?.$ref ?? "")?.[1];
    return name === undefined ? schema : this.#document.components.schemas[name];
  }
}
