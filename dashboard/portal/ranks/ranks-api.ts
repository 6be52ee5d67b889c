/** Leaderboards and contests as the API answers them. A service that has none yet answers 404, and nothing is shown. */
import { useQuery } from "@tanstack/react-query";
import { isMissing } from "../../common/api/problem.ts";
import { useOwnPath } from "../shell/program.tsx";

export const METRICS = ["sales", "orders", "customers", "commission"] as const;
export const PERIODS = ["day", "week", "month", "all"] as const;

export type Metric = (typeof METRICS)[number];
export type Period = (typeof PERIODS)[number];

export interface Rank {
  readonly rank: number;
  /** Null but for the reader itself. */
  readonly promoterId: string | null;
  readonly name: string | null;
  /** Minor units of sales and commission; a count of the others. */
  readonly value: number;
}

export interface Own {
  readonly rank: number | null;
  readonly value: number;
}

interface Leaderboard {
  readonly asOf: string | null;
  readonly own?: Own;
  readonly data: readonly Rank[];
}

export interface Contest {
  readonly id: string;
  readonly name: string;
  readonly metric: Metric;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly state: "scheduled" | "running" | "settling" | "settled" | "cancelled";
  readonly prizes: readonly { readonly from: number; readonly to: number; readonly amount: number }[];
}

/** @returns null where the service has no such thing. */
async function read<Answer>(path: string): Promise<Answer | null> {
  const answer = await fetch(path, { headers: { accept: "application/json" } });
  if (answer.ok) return (await answer.json()) as Answer;
  const problem: unknown = await answer.json();
  if (isMissing(problem)) return null;
  throw problem;
}

export function useLeaderboard(metric: Metric, period: Period) {
  const { program } = useOwnPath();
  const path = `/v1/programs/${program}/leaderboards?metric=${metric}&period=${period}&limit=50`;
  return useQuery({
    queryKey: ["ranks", path],
    queryFn: async () => ({ board: await read<Leaderboard>(path) }),
  });
}

export function useContests() {
  const { program } = useOwnPath();
  const path = `/v1/programs/${program}/contests?limit=20`;
  return useQuery({
    queryKey: ["ranks", path],
    queryFn: async () => (await read<{ readonly data: readonly Contest[] }>(path))?.data ?? [],
  });
}

export function useContest(id: string) {
  const { program } = useOwnPath();
  const path = `/v1/programs/${program}/contests/${encodeURIComponent(id)}?limit=20`;
  return useQuery({
    queryKey: ["ranks", path],
    queryFn: async () => await read<{ readonly own?: Own; readonly ranks: readonly Rank[] }>(path),
  });
}
