/** One press asks again for all that a page has asked for in vain: what failed at once is mended at once. */
import { useQueryClient } from "@tanstack/react-query";

export function useTryAgain(): () => Promise<void> {
  const client = useQueryClient();
  return async () =>
    await client.refetchQueries({ type: "active", predicate: ({ state }) => state.error !== null });
}
