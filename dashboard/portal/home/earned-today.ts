/** What the promoter earned today: the report of its own level, asked again whenever the program says that something happened. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { queries } from "../../common/api/client.ts";
import { dayIn } from "../../common/times.ts";
import { type Look, useOwnPath, usePlace } from "../shell/program.tsx";

/** In milliseconds: often enough to look alive, seldom enough for an old phone. A stream needs it for what came late alone. */
const POLL_MS = { live: 60_000, alone: 20_000 };
/** Lists follow an order within moments: so long after the last event they are asked once more. */
const FOLLOW_MS = 3_000;
/** Between two askings while many events come. */
const PAUSE_MS = 1_000;

/** The first look at the clocks of a zone takes a phone longer than the whole page: the day came with the program. */
function dayOfNow({ timezone, today: { day, endsAt } }: Look): string {
  const nowMs = Date.now();
  return nowMs < Date.parse(endsAt) ? day : dayIn(timezone, nowMs);
}

export function useEarnedToday(isLive: boolean) {
  const { program, id } = useOwnPath();
  const today = dayOfNow(usePlace().look);
  const query = { promoterId: id, from: today, to: today, depth: 1 };
  return queries.useQuery(
    "get",
    "/v1/programs/{program}/reports/teams",
    { params: { path: { program }, query } },
    {
      refetchInterval: isLive ? POLL_MS.live : POLL_MS.alone,
      select: ({ data }) => data.find(({ level }) => level === 0) ?? { commission: 0, orders: 0 },
    },
  );
}

/** Listens to the promoter's own events. @returns whether they come as they happen; else answers are polled. */
export function useLiveEvents(): boolean {
  const { program } = useOwnPath();
  const client = useQueryClient();
  const [isLive, setLive] = useState(false);
  useEffect(() => {
    if (typeof EventSource === "undefined") return undefined;
    const source = new EventSource(`/v1/programs/${program}/events/stream`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let askedAtMs = 0;
    const askAgain = (): void => {
      askedAtMs = Date.now();
      void client.invalidateQueries({ refetchType: "active" });
    };
    source.addEventListener("open", () => setLive(true));
    // It comes again by itself, unless it was refused.
    source.addEventListener("error", () => setLive(false));
    source.addEventListener("message", () => {
      if (Date.now() - askedAtMs > PAUSE_MS) askAgain();
      clearTimeout(timer);
      timer = setTimeout(askAgain, FOLLOW_MS);
    });
    return () => {
      source.close();
      clearTimeout(timer);
    };
  }, [program, client]);
  return isLive;
}
