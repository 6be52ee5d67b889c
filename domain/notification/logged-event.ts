/** An event as the log has it, and as callers read it: with the program's currency, and the person whom it names. */
import { CATALOGUE, type NotificationType } from "./catalogue.ts";

// A type, not an interface: rows of a query must be assignable to a record.
export type LoggedNotification = {
  sequence: number;
  id: string;
  type: NotificationType;
  occurredAtMs: number;
  person: string | null;
  /** JSON. */
  data: string;
};

/** What each event of a program says of that. */
export interface EventProgram {
  readonly id: string;
  readonly currency: string;
}

export interface SaidEvent {
  readonly id: string;
  readonly sequence: number;
  readonly type: NotificationType;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly program: string;
  readonly data: object;
}

/** Where the amounts of a type are in the program's currency, its data name that. */
function hasCurrency(type: NotificationType): boolean {
  return "currency" in CATALOGUE[type].example;
}

/** The name by which a type's data say whom they name; null where they name nobody. */
function personMember(type: NotificationType): "memberId" | "customerId" | null {
  const { example } = CATALOGUE[type];
  if ("memberId" in example) return "memberId";
  return "customerId" in example ? "customerId" : null;
}

export function sayEvent(program: EventProgram, logged: LoggedNotification): SaidEvent {
  const { sequence, id, type, occurredAtMs, person, data } = logged;
  const member = personMember(type);
  const whole = {
    ...(JSON.parse(data) as object),
    ...(member === null ? {} : { [member]: person }),
    ...(hasCurrency(type) ? { currency: program.currency } : {}),
  };
  const occurredAt = new Date(occurredAtMs).toISOString();
  return { id, sequence, type, occurredAt, program: program.id, data: whole };
}
