/** What whoever is signed in may do in the program that is shown: what is never allowed is not offered. The service has the last word. */
import { useSession } from "../../common/api/session.ts";
import { useProgram } from "../shell/program.tsx";
import type { Call } from "./calls.ts";
import { reaches } from "./reaches.ts";

export function useMay(call: Call): boolean {
  const { id } = useProgram();
  const { session, ended } = useSession();
  // While the page waits for its reader, what is open stays open, with what was typed there.
  const reader = session ?? ended;
  if (reader === null) return false;
  const { caller, scopes, programs } = reader;
  if (caller === "operator") return true;
  const reached = caller === "person" ? programs.find(({ program }) => program === id)?.scopes : scopes;
  return reaches(reached ?? [], call);
}
