/** Clicks and orders of the promoter's links in the last thirty days. */
import { queries } from "../../common/api/client.ts";
import { useOwnPath } from "../shell/program.tsx";

export interface LinkFigures {
  readonly clicks: number;
  readonly orders: number;
}

/** Links that one answer tells of, the newest: as many as a promoter may make by itself. */
const LIMIT = 200;

/** @returns the figures by link; undefined while nothing is known of them. */
export function useLinkFigures(): ReadonlyMap<string, LinkFigures> | undefined {
  const path = useOwnPath();
  const report = queries.useQuery(
    "get",
    "/v1/programs/{program}/promoters/{id}/link-figures",
    { params: { path, query: { limit: LIMIT } } },
    { select: ({ data }) => new Map(data.map((row) => [row.linkId, row] as const)) },
  );
  return report.data;
}
