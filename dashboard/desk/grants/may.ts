/** What whoever is signed in may do in the program that is shown: what is never allowed is not offered. The service has the last word. */
import { lackedScopes, type Scope, SCOPES } from "../../../worker/access/scopes.ts";
import { useSession } from "../../common/api/session.ts";
import { useProgram } from "../shell/program.tsx";
import type { Call } from "./calls.ts";
import { reaches } from "./reaches.ts";

function useHeld(): readonly Scope[] {
  const { id } = useProgram();
  const { session, ended } = useSession();
  // While the page waits for its reader, what is open stays open, with what was typed there.
  const reader = session ?? ended;
  if (reader === null) return [];
  const { caller, scopes, programs } = reader;
  if (caller === "operator") return SCOPES;
  return caller === "person" ? (programs.find(({ program }) => program === id)?.scopes ?? []) : scopes;
}

export function useMay(call: Call): boolean {
  return reaches(useHeld(), call);
}

/** Whether the reader may hand on these scopes, or take them from whoever holds them. */
export function useMayGive(): (scopes: readonly Scope[]) => boolean {
  const held = new Set(useHeld());
  return (scopes) => lackedScopes(held, scopes).length === 0;
}
