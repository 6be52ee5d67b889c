/** How answers are kept and asked for again. */
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { isSignedOut, problemOf } from "./problem.ts";

/** After so long an answer is asked for anew when somebody looks at it again, in milliseconds. */
const FRESH_MS = 10_000;
const TRIES = 3;
const SESSION = "/v1/sessions/current";

/** What a second attempt may mend: no answer, too many calls, a service that is busy. */
function mayPass(error: unknown): boolean {
  return [0, 429, 503].includes(problemOf(error).status);
}

export function newQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // A session that has ended is seen by whatever is asked next: then the page asks who is signed in.
      onError: (error, { queryKey }) => {
        if (isSignedOut(error) && queryKey[1] !== SESSION)
          void client.invalidateQueries({ queryKey: ["get", SESSION] });
      },
    }),
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: (failures, error) => failures < TRIES && mayPass(error) },
      // Every write that is repeated by itself has a key that makes it count once.
      mutations: { retry: false },
    },
  });
  return client;
}
