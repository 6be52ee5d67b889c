/**
 * What an endpoint's object and the part of the Worker that sends say to each other. The object knows when, and the Worker
 * knows address, secrets and contents: none of them lies in the object.
 */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { Answered, EndpointState } from "../../domain/notification/webhook-delivery.ts";

/** What the object has to know of its endpoint's settings. */
export interface EndpointSettings {
  /** Greater with each change. */
  readonly version: number;
  readonly state: EndpointState;
  /** Types of events that it is sent; empty: all. */
  readonly types: readonly string[];
  /** Whose events alone; null: all of the program. */
  readonly promoter: PromoterRef | null;
}

/** What came of one attempt. */
export interface AttemptMade {
  readonly atMs: number;
  readonly durationMs: number;
  readonly answered: Answered;
  /** The first 1 KiB of the answer's body. */
  readonly answer: string;
}

export type SentEvents =
  /** There is no such endpoint any more. */
  | { readonly kind: "unknown" }
  /** Nothing was sent: it is not active. */
  | { readonly kind: "stopped"; readonly settings: EndpointSettings }
  /** An attempt for each event, in their sequence; null for an event that the log keeps no more. */
  | {
      readonly kind: "sent";
      readonly settings: EndpointSettings;
      readonly attempts: readonly (AttemptMade | null)[];
    };

/** The object has stopped sending by itself. */
export interface Stop {
  /** Of the settings under which it did. */
  readonly version: number;
  readonly state: "paused" | "gone";
  readonly atMs: number;
}

/** The Worker's part, as objects call it. */
export interface WebhookSending {
  settings(programId: string, endpointId: string): Promise<EndpointSettings | null>;
  send(programId: string, endpointId: string, eventIds: readonly string[]): Promise<SentEvents>;
  /** @returns the settings that are in force after it. */
  stopped(programId: string, endpointId: string, stop: Stop): Promise<EndpointSettings | null>;
}
