/** How answers are kept and asked for again. */
import { MutationCache, type Query, QueryCache, QueryClient } from "@tanstack/react-query";
import { isAnswerLost, isSignedOut, problemOf } from "./problem.ts";

/** After so long an answer is asked for anew when somebody looks at it again, in milliseconds. */
const FRESH_MS = 10_000;
const TRIES = 3;
/** Longer no page waits by itself, in milliseconds: a person presses then. */
const LONGEST_WAIT_MS = 30_000;
const SHORTEST_WAIT_MS = 1_000;
const SESSION = "/v1/sessions/current";

/** What a second attempt may mend soon: no answer, too many calls, a service that is busy. */
function mayPass(error: unknown): boolean {
  const { status, retryAfterMs } = problemOf(error);
  return [0, 429, 503].includes(status) && (retryAfterMs ?? 0) <= LONGEST_WAIT_MS;
}

/** So long as the service asks for; where it says nothing, each time twice as long. */
function waitMs(failures: number, error: unknown): number {
  const wait = problemOf(error).retryAfterMs ?? SHORTEST_WAIT_MS * 2 ** failures;
  return Math.min(Math.max(wait, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

/** Whoever signs in by a wrong key was not: the form stays as it is. Of who is known to be gone nobody asks again. */
const isThere = ({ state }: Pick<Query, "state">) => state.data !== undefined && state.error === null;

/** Asks anew for all that is shown. Who is signed in is known without that, and a page without an answer to it shows nothing. */
export async function askAnew(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== SESSION });
}

export function newQueryClient(): QueryClient {
  // A session that has ended is seen by whatever is asked or written next: then the page asks who is signed in.
  const seeWhoIsThere = (error: unknown): void => {
    if (isSignedOut(error)) void client.invalidateQueries({ queryKey: ["get", SESSION], predicate: isThere });
  };
  // A write whose answer was lost may have been done: then what is shown is old.
  const seeWhatWasDone = (error: unknown): void => {
    if (isAnswerLost(error)) void askAnew(client);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        if (queryKey[1] !== SESSION) seeWhoIsThere(error);
      },
    }),
    mutationCache: new MutationCache({
      onError: (error) => {
        seeWhoIsThere(error);
        seeWhatWasDone(error);
      },
    }),
    defaultOptions: {
      // Without a network a page says so, and does not wait in silence.
      queries: {
        networkMode: "always",
        refetchOnReconnect: true,
        staleTime: FRESH_MS,
        retry: (failures, error) => failures < TRIES && mayPass(error),
        retryDelay: waitMs,
      },
      // A write that fails is not done later behind the back of whoever gave it up: a person presses again.
      mutations: { networkMode: "always", retry: false },
    },
  });
  return client;
}
