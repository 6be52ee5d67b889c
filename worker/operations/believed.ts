/** Bounds how often something is asked that anyone may have asked, and how long its answer is waited for. */
import { isPauseOver } from "../../domain/kernel/pause.ts";
import { logError } from "../../durable-objects/object/log.ts";

/** How long an answer stands: a failure shorter, so that what has come back is soon seen. */
const BELIEVED_MS = { success: 1_000, failure: 250 };
const WAIT_MS = 3_000;

type Outcome = { readonly kind: "success" } | { readonly kind: "failure"; readonly error: unknown };

export class Believed {
  readonly #part: string;
  #outcome: Outcome | undefined;
  #untilMs = 0;

  /** @param part its name in the log. */
  constructor(part: string) {
    this.#part = part;
  }

  /** What `ask` came to, now or a moment ago. */
  async outcomeOf(ask: () => Promise<void>): Promise<Outcome> {
    const isOver = isPauseOver(this.#untilMs, Date.now(), BELIEVED_MS.success);
    if (this.#outcome !== undefined && !isOver) return this.#outcome;
    const outcome = await inTime(ask());
    if (outcome.kind === "failure") logError("part_not_ready", outcome.error, { part: this.#part });
    this.#outcome = outcome;
    this.#untilMs = Date.now() + BELIEVED_MS[outcome.kind];
    return outcome;
  }
}

async function inTime(asked: Promise<void>): Promise<Outcome> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${WAIT_MS} ms`)), WAIT_MS);
  });
  try {
    await Promise.race([asked, late]);
    return { kind: "success" };
  } catch (error) {
    return { kind: "failure", error };
  } finally {
    clearTimeout(timer);
  }
}
