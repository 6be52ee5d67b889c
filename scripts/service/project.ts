/** Where the project lies, and what a service has to know of it: all that `wrangler.toml` and the migrations say. */
import { resolve } from "node:path";

/** Two folders above this file, and above the bundle of `npm run build` as well. */
export const PROJECT = resolve(import.meta.dirname, "../..");

export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** How a consumer is given what a queue holds, in seconds and messages. */
export interface QueueSettings {
  readonly maxBatchSize?: number;
  readonly maxBatchTimeout?: number;
  readonly maxRetries?: number;
  readonly retryDelay?: number;
  readonly deadLetterQueue?: string;
}

export interface Project {
  readonly name: string;
  /** Bindings and options for the local runtime, read from `wrangler.toml` so that no second list exists. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly databases: readonly ProjectDatabase[];
  /** Queues by the binding that sends to them. */
  readonly producers: Readonly<Record<string, { readonly queueName: string }>>;
  /** Consumers by queue. */
  readonly consumers: Readonly<Record<string, QueueSettings>>;
  readonly crons: readonly string[];
  /** Names that the environment may set: `[vars]` and the secrets of `.dev.vars.example`. */
  readonly settable: readonly string[];
}

/** A D1 database: the Worker's name for it, its id, and its migrations in the sequence of their numbers. */
export interface ProjectDatabase {
  readonly binding: string;
  readonly id: string;
  readonly migrations: readonly Migration[];
}
