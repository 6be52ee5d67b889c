/** Who is signed in on this page. */
import { useQueryClient } from "@tanstack/react-query";
import { queries, type Schemas } from "./client.ts";
import { isSignedOut } from "./problem.ts";

export type Session = Schemas["Session"];

/** `undefined` while it is asked for, null for nobody. */
export function useSession() {
  const query = queries.useQuery("get", "/v1/sessions/current", {}, { staleTime: Infinity });
  const session: Session | null | undefined = isSignedOut(query.error) ? null : query.data;
  const error: unknown = session === null ? null : query.error;
  return { session, error, dataUpdatedAt: query.dataUpdatedAt };
}

/** Signs in by a key, which the browser never keeps where a script reads it. */
export function useSignIn() {
  const client = useQueryClient();
  return queries.useMutation("post", "/v1/sessions", {
    onSuccess: async () => await client.resetQueries(),
  });
}

/** Forgets all that was read: the next person at this browser sees none of it. */
export function useSignOut() {
  const client = useQueryClient();
  return queries.useMutation("delete", "/v1/sessions/current", {
    onSuccess: async () => await client.resetQueries(),
  });
}
