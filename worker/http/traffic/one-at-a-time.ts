/** Long work of one kind for a program: one at a time. Who comes meanwhile is told when to come again. */
import { logError } from "../../../durable-objects/object/log.ts";
import { isPauseOver } from "../../../domain/kernel/pause.ts";
import { ApiProblem } from "../problem.ts";
import { endTurn, keepTurn, type LongWork, takeTurn, type TurnOf } from "./turns.tables.ts";

/** How long a turn lasts that nobody keeps: that of an isolate which died. */
const TURN_MS = 60_000;
/** A turn is kept for longer this often. */
const KEPT_EVERY_MS = 15_000;
const RUNNING = { import: "import_running", simulation: "simulation_running" } as const;
/** When to come again, in seconds. */
const AGAIN_AFTER = "5";

export interface Turn {
  /** Says that the work goes on: often. @throws ApiProblem `unavailable` when the turn is another's by now. */
  goOn(): Promise<void>;
  end(): Promise<void>;
}

/** @throws ApiProblem `import_running` or `simulation_running` (429) while another has the turn. */
export async function beginTurn(
  db: D1Database,
  program: number,
  work: LongWork,
  now: () => number = Date.now,
): Promise<Turn> {
  const turn: TurnOf = { program, work, holder: crypto.randomUUID() };
  let keptAtMs = now();
  if (!(await takeTurn(db, turn, { nowMs: keptAtMs, lastsMs: TURN_MS }))) {
    throw new ApiProblem(RUNNING[work], { headers: { "retry-after": AGAIN_AFTER } });
  }
  return {
    goOn: async () => {
      const nowMs = now();
      if (!isPauseOver(keptAtMs + KEPT_EVERY_MS, nowMs, KEPT_EVERY_MS)) return;
      if (!(await keepTurn(db, turn, nowMs + TURN_MS))) throw new ApiProblem("unavailable");
      keptAtMs = nowMs;
    },
    end: async () => {
      try {
        await endTurn(db, turn);
      } catch (error) {
        // It ends by itself.
        logError("turn_not_ended", error);
      }
    },
  };
}

/** All that `steps` does, in a turn that ends whatever becomes of them. */
export async function* withinTurn(turn: Turn, steps: AsyncGenerator<void>): AsyncGenerator<void> {
  try {
    for await (const _ of steps) {
      yield;
      await turn.goOn();
    }
  } finally {
    await turn.end();
  }
}
