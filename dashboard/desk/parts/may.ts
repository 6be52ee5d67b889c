/** What whoever is signed in may do in the program that is shown: what is never allowed is not offered. The service has the last word. */
import { type Session, useSession } from "../../common/api/session.ts";
import { useProgram } from "../shell/program.tsx";

type Scope = Session["scopes"][number];

export function useMay(scope: Scope): boolean {
  const { id } = useProgram();
  const { session } = useSession();
  if (session === null || session === undefined) return false;
  const { caller, scopes, programs } = session;
  if (caller === "operator") return true;
  const reached = caller === "person" ? programs.find(({ program }) => program === id)?.scopes : scopes;
  return reached?.includes(scope) ?? false;
}
