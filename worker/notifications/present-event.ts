/** An event of the log as callers read it. */
import {
  type EventProgram,
  type LoggedNotification,
  sayEvent,
} from "../../domain/notification/logged-event.ts";
import type { WireEvent } from "./event.shapes.ts";

export function presentEvent(program: EventProgram, event: LoggedNotification): WireEvent {
  // Data are written by type, as the catalogue has them.
  return sayEvent(program, event) as WireEvent;
}
