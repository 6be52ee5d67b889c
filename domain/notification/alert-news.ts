/** What happens to alerts: each opens, and closes by itself. */
import type { AlertKind, Direction } from "../alerts/alerts.ts";
import type { Notification } from "./notification.ts";

export function alertIdOf(number: number): string {
  return `al_${number.toString(36)}`;
}

/** The number of an alert; undefined for what {@link alertIdOf} did not make. */
export function parseAlertId(id: string): number | undefined {
  if (!/^al_[1-9a-z][0-9a-z]{0,9}$/.test(id)) return undefined;
  return Number.parseInt(id.slice("al_".length), 36);
}

/** An alert that has opened, or has closed. */
export interface AlertNews {
  readonly alertNumber: number;
  readonly kind: AlertKind;
  /** Empty of what is no source's. */
  readonly source: string;
  readonly direction: Direction;
  readonly observed: number;
  readonly expected: number;
  /** 1 where it has opened. */
  readonly isOpen: number;
  readonly atMs: number;
}

export function sayAlert(news: AlertNews): Notification {
  const { alertNumber, kind, source, direction, observed, expected, isOpen, atMs } = news;
  return {
    type: isOpen === 1 ? "alert.raised" : "alert.resolved",
    key: [alertNumber, isOpen, atMs],
    occurredAtMs: atMs,
    promoter: null,
    person: null,
    data: {
      alertId: alertIdOf(alertNumber),
      kind,
      source: source === "" ? null : source,
      direction,
      observed,
      expected,
    },
  };
}
