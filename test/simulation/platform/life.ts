/** One life of an object, and what the world around it gives to it. */
import type { Scheduler } from "../scheduler.ts";
import type { Call } from "./call.ts";
import type { Code } from "./code.ts";
import type { Faults } from "./faults.ts";
import type { Outages } from "./outages.ts";

/** What the world around sees of an object. */
export interface Host {
  readonly title: string;
  /** How far its clock is off, in milliseconds. */
  readonly skewMs: number;
  /** Commits, and sends what was held back. */
  endStep(): void;
  /** Work of the present life that a timer begins. */
  inThisLife(work: () => void): () => void;
}

/** What a host needs of the world around it. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly outages: Outages;
  machineMs(): number;
  whenShown(atMs: number): number;
  envFor(life: Life): Env;
  /** The code that runs in a life that begins now. */
  pickCode(): Code;
  /** The Worker's entry points that are not the outside's. */
  exportsFor(life: Life): object;
  /** The host has something to commit or to send when the step ends; its clock is the one that is read. */
  enter(host: Host): void;
  failsRow(): boolean;
  /** Two versions of the code run. */
  readonly mixesVersions: boolean;
  /** Something happened that no fault explains. */
  fail(reason: string): void;
}

/** One life of an object, from its constructor to its death. */
export interface Life {
  readonly host: Host;
  readonly code: Code;
  readonly outputs: (() => void)[];
  readonly calls: Set<Call>;
  isDead: boolean;
  ready: Promise<void>;
  instance: Record<string, (...args: unknown[]) => unknown>;
}
