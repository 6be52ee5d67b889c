/** Who is signed in on this page. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef } from "react";
import { queries, type Schemas } from "./client.ts";
import { onOtherTab, tellOtherTabs } from "./other-tabs.ts";
import { isSignedOut } from "./problem.ts";

export type Session = Schemas["Session"];

const SESSION = "/v1/sessions/current";

/**
 * `session` is `undefined` while it is asked for, null for nobody. `ended` is the one that was there until it ended by itself:
 * whoever signs out forgets it, in all tabs.
 */
export function useSession() {
  const client = useQueryClient();
  // Another tab may have signed in somebody else meanwhile, or nobody. Where its reader left, all that was typed here goes too.
  useEffect(() => {
    const hear = (hasLeft: boolean): void =>
      void (hasLeft ? client.resetQueries() : client.invalidateQueries({ queryKey: ["get", SESSION] }));
    return onOtherTab(hear);
  }, [client]);
  const watched = { staleTime: Infinity, refetchOnWindowFocus: "always" } as const;
  const query = queries.useQuery("get", SESSION, {}, watched);
  const isGone = isSignedOut(query.error);
  const session: Session | null | undefined = isGone ? null : query.data;
  const ended: Session | null = isGone ? (query.data ?? null) : null;
  const error: unknown = isGone ? null : query.error;
  const { dataUpdatedAt, failureReason } = query;
  return { session, ended, error, failureReason, dataUpdatedAt };
}

/** Who reads, as far as a session says: what stands on the page of one is not for another. */
export function readerOf({ caller, email, program, promoterId, scopes }: Session): string {
  return JSON.stringify([caller, email, program, promoterId, [...scopes].sort()]);
}

/** Forgets what was read where another page of this browser has somebody else signed in. */
export function useOneReader(session: Session | null | undefined): void {
  const client = useQueryClient();
  const last = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (session === null || session === undefined) return;
    const reader = readerOf(session);
    const isOther = last.current !== null && last.current !== reader;
    last.current = reader;
    if (isOther) void client.resetQueries({ predicate: ({ queryKey }) => queryKey[1] !== SESSION });
  }, [client, session]);
}

/**
 * Signs in by a key, which the browser never keeps where a script reads it.
 *
 * @param ended whose session has ended on this page: what stands there stays, if the same reader comes back.
 */
export function useSignIn(ended: Session | null) {
  const client = useQueryClient();
  return queries.useMutation("post", "/v1/sessions", {
    onSuccess: async (session) => {
      tellOtherTabs("signed-in");
      if (ended !== null && readerOf(ended) === readerOf(session)) await client.invalidateQueries();
      else await client.resetQueries();
    },
  });
}

/** Forgets all that was read: the next person at this browser sees none of it. */
export function useSignOut() {
  const client = useQueryClient();
  return queries.useMutation("delete", "/v1/sessions/current", {
    onSuccess: async () => {
      tellOtherTabs("signed-out");
      await client.resetQueries();
    },
  });
}
