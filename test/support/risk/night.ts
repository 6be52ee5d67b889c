/** A night of a program, slice by slice, with what may happen to each. */
import { env } from "cloudflare:workers";
import { consumeJobs } from "../../../worker/app/consume-jobs.ts";
import { lastWholeDay, type PatternsMessage } from "../../../worker/risk/look-for-patterns.ts";

export interface Disturbance {
  /** Each slice comes twice. */
  readonly isTwice?: boolean;
  /** Statements of the read models after which a delivery breaks off; it is tried again with more. */
  readonly breaksAfter?: number;
  readonly day?: number;
}

/** @returns the slices, in order. */
export async function runNight(
  programId: string,
  { isTwice = false, breaksAfter, day = lastWholeDay(Date.now()) }: Disturbance = {},
): Promise<PatternsMessage[]> {
  const row = await env.CONFIG.prepare("SELECT number FROM programs WHERE id = ?").bind(programId).first();
  const program = { id: programId, number: row?.["number"] as number };
  const slices: PatternsMessage[] = [];
  let sent: PatternsMessage[] = [{ kind: "patterns", program, day }];
  for (let slice = sent.shift(); slice !== undefined; slice = sent.shift()) {
    slices.push(slice);
    sent = await deliver(slice, breaksAfter);
    if (isTwice) sent = await deliver(slice, breaksAfter);
  }
  return slices;
}

/** Delivers a slice until it is acknowledged. @returns what it sent. */
export async function deliver(
  body: PatternsMessage,
  breaksAfter = Number.POSITIVE_INFINITY,
): Promise<PatternsMessage[]> {
  for (let most = breaksAfter; ; most += 1) {
    const sent: PatternsMessage[] = [];
    const JOBS = { send: async (message: PatternsMessage) => void sent.push(message) } as unknown as Queue;
    let isDone = false;
    const message = {
      id: crypto.randomUUID(),
      timestamp: new Date(),
      attempts: 1,
      body,
      ack: () => (isDone = true),
      retry: () => {},
    };
    const messages = [message] as unknown as Message[];
    const bindings = { ...env, JOBS, REPORTS: breaking(env.REPORTS, most) };
    await consumeJobs({ messages } as unknown as MessageBatch, bindings);
    if (isDone) return sent;
  }
}

/** The database, which is away after so many statements. */
function breaking(reports: D1Database, most: number): D1Database {
  let asked = 0;
  return new Proxy(reports, {
    get: (target, name) => {
      if (name === "prepare" && (asked += 1) > most) throw new Error("the database is away");
      const found: unknown = Reflect.get(target, name);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}
