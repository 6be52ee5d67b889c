/**
 * Who listens to a program's log as it grows. A listener is a WebSocket that the platform holds while the object sleeps:
 * it costs no timer, and what it has heard stands with it.
 */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import {
  type EventProgram,
  type LoggedNotification,
  sayEvent,
} from "../../domain/notification/logged-event.ts";
import { letOthersIn } from "../object/let-others-in.ts";
import type { NotificationStorage, ReadableNotification } from "./notification-storage.ts";

export interface ListenerRequest {
  readonly program: EventProgram;
  /** Number or id of the last event that it has; null: it wants what comes from now on. */
  readonly after: number | string | null;
  /** Empty: all. */
  readonly types: readonly string[];
  /** Null: those of everybody. */
  readonly promoter: PromoterRef | null;
}

/** A listener as its socket keeps it. */
interface Listener extends Omit<ListenerRequest, "after"> {
  /** Number of the last event that it was sent, or that was passed over for it. */
  readonly heard: number;
  readonly sinceMs: number;
}

/** Of one program. The platform holds 32,768 sockets of an object. */
const MOST_LISTENERS = 10_000;
/** A listener that is further behind reads pages first: what was sent and is not read yet lies in memory. */
const MOST_BEHIND = 10_000;
/** Events read at once. Between two such parts others have their turn. */
const PER_PART = 500;
/** Its credentials are proved again after that, when it comes back. */
const LISTENS_MS = 15 * 60_000;

/** As the platform tells whoever may come again. RFC 6455, section 7.4.1: service restart. */
const COME_AGAIN = 1012;

export class Listeners {
  readonly #ctx: DurableObjectState;
  readonly #storage: NotificationStorage;
  #isTelling = false;

  constructor(ctx: DurableObjectState, storage: NotificationStorage) {
    this.#ctx = ctx;
    this.#storage = storage;
  }

  admit({ after, ...wanted }: ListenerRequest): Response {
    const { first, last } = this.#storage.span();
    const heard = typeof after === "string" ? this.#storage.sequenceOf(after) : (after ?? last);
    if (heard === null || heard > last || (heard > 0 && heard < first - 1)) return refused(410);
    if (last - Math.max(heard, first - 1) > MOST_BEHIND) return refused(409);
    if (this.#ctx.getWebSockets().length >= MOST_LISTENERS) return refused(503);
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    this.#ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    keep(server, { ...wanted, heard, sinceMs: Date.now() });
    this.tell();
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Sends each listener what it has not heard. Nobody waits for it. */
  tell(): void {
    if (this.#isTelling || this.#ctx.getWebSockets().length === 0) return;
    this.#isTelling = true;
    this.#ctx.waitUntil(
      this.#tellAll().finally(() => {
        this.#isTelling = false;
      }),
    );
  }

  async #tellAll(): Promise<void> {
    while (this.#tellPart()) await letOthersIn();
  }

  /** @returns whether somebody is still behind. */
  #tellPart(): boolean {
    const { last } = this.#storage.span();
    const parts = new Map<number, ReadableNotification[]>();
    const partAfter = (heard: number) => {
      const part = parts.get(heard) ?? this.#storage.following(heard, PER_PART);
      parts.set(heard, part);
      return part;
    };
    const nowMs = Date.now();
    let isBehind = false;
    for (const socket of this.#ctx.getWebSockets()) {
      const listener = socket.deserializeAttachment() as Listener;
      if (listener.heard === last) continue;
      // A log that was put back has not what this listener heard.
      if (listener.heard > last || nowMs - listener.sinceMs > LISTENS_MS) {
        socket.close(COME_AGAIN, "listen again");
        continue;
      }
      const part = partAfter(listener.heard);
      send(socket, listener, part);
      const heard = part.at(-1)?.sequence ?? last;
      keep(socket, { ...listener, heard });
      isBehind ||= heard < last;
    }
    return isBehind;
  }
}

function keep(socket: WebSocket, listener: Listener): void {
  socket.serializeAttachment(listener);
}

/** A socket that is being closed takes nothing more, and its listener goes on from what it has. */
function send(
  socket: WebSocket,
  { program, promoter, types }: Listener,
  part: readonly ReadableNotification[],
): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  for (const { promoter: reader, ...event } of part) {
    if (promoter !== null && promoter !== reader) continue;
    if (types.length > 0 && !types.includes(event.type)) continue;
    socket.send(JSON.stringify(sayEvent(program, event satisfies LoggedNotification)));
  }
}

function refused(status: 409 | 410 | 503): Response {
  return new Response(null, { status });
}
