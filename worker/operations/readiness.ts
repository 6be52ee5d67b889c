/** Whether each part of the service can serve: its keys, its databases with their migrations, and a program's objects. */
import type { Audience } from "../deployment/deployment.shapes.ts";
import { requireDeployment } from "../deployment/deployment-guard.ts";
import { verifyKeyMarks } from "../deployment/key-marks.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { currentProgram } from "../configuration/current-program.ts";
import { notUnderstood } from "../configuration/not-understood.ts";
import { ApiProblem } from "../http/problem.ts";
import { keyRing } from "../platform/keys.ts";
import { Believed } from "./believed.ts";
import { hasMigration, NEWEST_MIGRATIONS } from "./health.tables.ts";
import { calledObjects } from "./wake-objects.ts";

export type Part = "keys" | keyof typeof NEWEST_MIGRATIONS | "program";

/** A part that cannot serve, with the error that says why. */
export interface Unready {
  readonly part: Part;
  readonly error: unknown;
}

export const DATABASES = ["config", "links", "reports"] as const satisfies readonly Part[];

/** Programs whose answers are believed at once. */
const PROGRAMS_KEPT = 64;

/** Asks the parts. One an isolate, as it remembers for a moment what they answered. */
export class Readiness {
  readonly #parts = new Map<string, Believed>();

  /** The parts, of those asked for, that cannot serve. */
  async unreadyOf(
    env: Env,
    parts: readonly Exclude<Part, "program">[],
    audience: Audience,
  ): Promise<Unready[]> {
    const asked = await Promise.all(
      parts.map((part) => this.#ask(part, part, () => check(env, part, audience))),
    );
    const unready = asked.flat();
    // Keys are compared with their marks in the database of the configuration, where both can be read.
    if (!parts.includes("keys") || unready.some(({ part }) => part === "keys" || part === "config"))
      return unready;
    const marks = await this.#ask("keys", "key marks", () =>
      verifyKeyMarks(env.CONFIG, keyRing(env), Date.now()),
    );
    return [...unready, ...marks];
  }

  /** @throws ApiProblem `unknown_program` (404). */
  async unreadyProgram(env: Env, programId: string): Promise<Unready[]> {
    const program = await currentProgram(env, programId);
    if (program === null) throw new ApiProblem("unknown_program");
    return await this.#ask("program", `program ${programId}`, async () => {
      const known = await calledObjects(env, [program]);
      await Promise.all(
        known.flatMap(({ binding, called: [first] }) =>
          first === undefined ? [] : [objectNamed(env[binding], first.name).alarmStatus()],
        ),
      );
      const [first] = notUnderstood(programId);
      if (first !== undefined) throw new Error(`what was set cannot be read: ${first}`);
    });
  }

  async #ask(part: Part, key: string, ask: () => Promise<void>): Promise<Unready[]> {
    const believed = this.#parts.get(key) ?? new Believed(key);
    this.#parts.delete(key);
    this.#parts.set(key, believed);
    const [oldest] = this.#parts.keys();
    if (this.#parts.size > PROGRAMS_KEPT && oldest !== undefined) this.#parts.delete(oldest);
    const outcome = await believed.outcomeOf(ask);
    return outcome.kind === "success" ? [] : [{ part, error: outcome.error }];
  }
}

async function check(env: Env, part: Exclude<Part, "program">, audience: Audience): Promise<void> {
  switch (part) {
    case "keys":
      return requireDeployment(env, audience);
    case "config":
      return await requireMigration(env.CONFIG, part);
    case "links":
      return await requireMigration(env.LINKS, part);
    case "reports":
      return await requireMigration(env.REPORTS, part);
    default:
      return part satisfies never;
  }
}

async function requireMigration(db: D1Database, part: keyof typeof NEWEST_MIGRATIONS): Promise<void> {
  const name = NEWEST_MIGRATIONS[part];
  if (!(await hasMigration(db, name))) throw new Error(`the migration ${name} is not in`);
}
