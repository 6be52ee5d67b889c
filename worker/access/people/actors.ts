/** Names of actors for those who work beside them: addresses of people are not for every program that reads by a key. */
import type { ActorNames } from "../../http/audit/actor.shapes.ts";
import { namesOfActors } from "./actors.tables.ts";
import type { ApiContext, Principal } from "../api-env.ts";
import type { Scope } from "../scopes.ts";

/** A key that reaches one of these acts for the shop itself. */
const OF_STAFF: readonly Scope[] = ["manage", "payouts", "keys"];

function isStaff(principal: Principal): boolean {
  if (principal.kind === "promoter") return false;
  return principal.kind !== "key" || OF_STAFF.some((scope) => principal.scopes.has(scope));
}

type Actor = string | null | undefined;

/** Names of these actors; none where the caller may not read them. @param actors null: nobody is known. */
export async function namesForCaller(
  c: ApiContext,
  program: { readonly number: number },
  actors: readonly Actor[],
): Promise<ActorNames> {
  return await namesInPrograms(c, [program], actors);
}

/** The same, of actors of several programs: no two actors have one id. */
export async function namesInPrograms(
  c: ApiContext,
  programs: readonly { readonly number: number }[],
  actors: readonly Actor[],
): Promise<ActorNames> {
  if (!isStaff(c.get("principal"))) return new Map();
  const known = actors.filter((actor) => actor !== null && actor !== undefined);
  const numbers = programs.map(({ number }) => number);
  return await namesOfActors(c.env.CONFIG, numbers, known);
}
