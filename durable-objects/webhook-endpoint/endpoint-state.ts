/** The little that an endpoint's object keeps beside its deliveries: settings, how far it follows the log, how it goes. */
import { type EndpointHealth, HEALTHY } from "../../domain/notification/webhook-delivery.ts";
import { type LogMark, LOG_START } from "../delivery/lives.ts";
import type { EndpointSettings, Stop } from "./sender.ts";

/** Where the object is in the log. */
export interface Following {
  /** Up to where events were taken. */
  readonly mark: LogMark;
  /** The last number that the log was heard to have; another one than the mark's: there is something to take. */
  readonly heard: number;
  /** Where it began: what lies before is not sent. Those that began before this was kept have a time alone. */
  readonly since?: LogMark;
  /** When it began, by the clock of the log. It decides only where the log does not know `since`. */
  readonly sinceMs: number;
  /** The log is read once more by time, since it was put back to before `since`. */
  readonly isReading: boolean;
}

const NOWHERE: Following = { mark: LOG_START, heard: 0, sinceMs: 0, isReading: false };

export class EndpointState {
  readonly #kv: SyncKvStorage;

  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  /** Undefined before the first setting, and after the end. */
  get settings(): EndpointSettings | undefined {
    return this.#kv.get<EndpointSettings>("settings");
  }

  set settings(settings: EndpointSettings) {
    this.#kv.put("settings", settings);
  }

  get isFollowing(): boolean {
    return this.#kv.get("following") !== undefined;
  }

  get following(): Following {
    return this.#kv.get<Following>("following") ?? NOWHERE;
  }

  set following(following: Following) {
    this.#kv.put("following", following);
  }

  get health(): EndpointHealth {
    return this.#kv.get<EndpointHealth>("health") ?? HEALTHY;
  }

  set health(health: EndpointHealth) {
    this.#kv.put("health", health);
  }

  /** What the Worker is still to hear of. */
  get stop(): Stop | undefined {
    return this.#kv.get<Stop>("stop");
  }

  set stop(stop: Stop | undefined) {
    if (stop === undefined) this.#kv.delete("stop");
    else this.#kv.put("stop", stop);
  }

  forgetAll(): void {
    for (const key of ["settings", "following", "health", "stop"]) this.#kv.delete(key);
  }
}
