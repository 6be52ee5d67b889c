/** What people know actors by: persons by their addresses, keys by their names, also those that were removed or revoked. */
import { and, inArray, type SQL, sql } from "drizzle-orm";
import { apiKeys } from "../../configuration/schema.tables.ts";
import type { ActorNames } from "../../http/audit/actor.shapes.ts";
import { credentialId } from "../../platform/credentials.ts";
import { queries } from "../../platform/queries.ts";
import { parseCredentialId } from "../credentials.shapes.ts";
import { people } from "../schema.tables.ts";

/**
 * @param programs that the actors may be of, by number.
 * @param actors as the audit names them; others than persons and keys have no names.
 */
export async function namesOfActors(
  config: D1Database,
  programs: readonly number[],
  actors: readonly string[],
): Promise<ActorNames> {
  const numbers = (kind: "pe" | "ak") => [
    ...new Set(actors.flatMap((actor) => parseCredentialId(kind, actor) ?? [])),
  ];
  const [persons, keys] = [numbers("pe"), numbers("ak")];
  if (persons.length + keys.length === 0) return new Map();
  const [addresses, named] = await queries(config).batch([
    queries(config)
      .select({ number: people.number, name: people.email })
      .from(people)
      .where(and(inArray(people.program, listed(programs)), inArray(people.number, listed(persons)))),
    queries(config)
      .select({ number: apiKeys.number, name: apiKeys.name })
      .from(apiKeys)
      .where(and(inArray(apiKeys.program, listed(programs)), inArray(apiKeys.number, listed(keys)))),
  ]);
  return new Map([
    ...addresses.map(({ number, name }) => [credentialId("pe", number), name] as const),
    ...named.map(({ number, name }) => [credentialId("ak", number), name] as const),
  ]);
}

function listed(numbers: readonly number[]): SQL {
  return sql`(SELECT value FROM json_each(${JSON.stringify(numbers)}))`;
}
