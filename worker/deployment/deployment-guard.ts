/**
 * A Worker whose configuration could not work answers 503 and says which variable is wrong, in the answer and in the log.
 *
 * Variables are looked at once in an isolate, and keys compared with their marks once. Buyers are not held up by it. A tap
 * needs the keys alone, and a page of management that cannot be reached is no reason to lose it.
 */
import { isPauseOver } from "../../domain/kernel/pause.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { ApiProblem } from "../http/problem.ts";
import { keyRing, type KeyRing, MissingKey } from "../platform/keys.ts";
import {
  type Audience,
  DEPLOYMENT_VARIABLES,
  type Deployment,
  deploymentFaults,
} from "./deployment.shapes.ts";
import { verifyKeyMarks } from "./key-marks.ts";

/** How long a key that was refused is refused without another look at its mark. */
const REFUSED_MS = 10_000;
/** How long marks that could not be read are left alone. */
const UNREAD_MS = 1_000;

/** @throws MissingKey with a sentence for every variable that could never work. */
export function requireDeployment(env: Deployment, audience: Audience): void {
  const faults = deploymentFaults(env, audience);
  if (faults.length > 0) throw new MissingKey(faults.join(" "));
}

/** Looks at what one isolate was given. */
export class DeploymentGuard {
  #seen: readonly unknown[] = [];
  #ring: KeyRing | undefined;
  #againAtMs = 0;
  #refused: { readonly ring: KeyRing; readonly error: MissingKey; readonly untilMs: number } | undefined;

  /** @throws ApiProblem `not_configured` (503) naming what is wrong. */
  async require(env: Env, request: Request): Promise<void> {
    try {
      this.#requireVariables(env, audienceOf(request));
      await this.#requireMarks(env);
    } catch (error) {
      if (!(error instanceof MissingKey)) throw error;
      throw new ApiProblem("not_configured", { detail: error.message });
    }
  }

  #requireVariables(env: Env, audience: Audience): void {
    const values = [audience, ...DEPLOYMENT_VARIABLES.map((name) => env[name])];
    if (values.every((value, index) => value === this.#seen[index])) return;
    try {
      requireDeployment(env, audience);
    } catch (error) {
      logError("deployment_refused", error);
      throw error;
    }
    this.#seen = values;
  }

  async #requireMarks(env: Env): Promise<void> {
    const ring = keyRing(env);
    const nowMs = Date.now();
    if (this.#ring === ring || !isPauseOver(this.#againAtMs, nowMs, UNREAD_MS)) return;
    const refused = this.#refused;
    if (refused?.ring === ring && !isPauseOver(refused.untilMs, nowMs, REFUSED_MS)) throw refused.error;
    try {
      await verifyKeyMarks(env.CONFIG, ring, nowMs);
      this.#ring = ring;
    } catch (error) {
      if (!(error instanceof MissingKey)) {
        // A database that does not answer refuses nobody, and a later request looks again.
        logError("key_marks_not_read", error);
        this.#againAtMs = nowMs + UNREAD_MS;
        return;
      }
      logError("deployment_refused", error);
      this.#refused = { ring, error, untilMs: nowMs + REFUSED_MS };
      throw error;
    }
  }
}

/** Who can send such a request: a name of this machine leads to no other. */
export function audienceOf(request: Request): Audience {
  const { hostname } = new URL(request.url);
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.")
    ? "machine"
    : "world";
}
