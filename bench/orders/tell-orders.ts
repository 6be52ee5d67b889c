/** Sends orders as shops do: each connection its next as soon as the last was answered. */
import { setTimeout as wait } from "node:timers/promises";
import { Connections } from "../http.ts";
import { PROGRAM } from "../shop.ts";
import { commissionsIn } from "./commissions-in.ts";
import { inParallel } from "./order-load.ts";

/** Who is told, and by whom. */
export interface Addressee {
  readonly origin: string;
  /** Used in turns. */
  readonly apiKeys: readonly string[];
  /** Counts a request that was reset or not answered in time. */
  readonly unanswered: () => void;
}

export interface Told {
  /** Commissions that the answers name, in minor units. */
  readonly commissions: number;
  /** How long each request waited for its answer, tries without one included. */
  readonly waitsMs: readonly number[];
}

/** @param pauseMs before each request, so that the service has nothing left to do. */
export async function tellOrders(
  { origin, apiKeys, unanswered }: Addressee,
  bodies: readonly string[],
  connections: number,
  pauseMs = 0,
): Promise<Told> {
  let commissions = 0;
  const waitsMs: number[] = [];
  const pool = new Connections(connections, unanswered);
  const url = `${origin}/v1/programs/${PROGRAM}/conversions`;
  try {
    await inParallel(connections, bodies, async (body) => {
      if (pauseMs > 0) await wait(pauseMs);
      const key = apiKeys[waitsMs.length % apiKeys.length] ?? "";
      const startedAt = performance.now();
      const answer = await pool.post(
        url,
        { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body,
      );
      waitsMs.push(performance.now() - startedAt);
      commissions += commissionsIn(answer);
    });
  } finally {
    pool.close();
  }
  return { commissions, waitsMs };
}
