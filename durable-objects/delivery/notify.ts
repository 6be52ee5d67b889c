/** How owners tell a program's Notifier what happened: by messages, and as rows under ids that are the same when said again. */
import { objectName } from "../../domain/kernel/ids.ts";
import type { Notification } from "../../domain/notification/notification.ts";
import { sha256Hex } from "../object/sha256.ts";
import type { News, NotifyMessage, Numbered } from "./messages.ts";
import type { OutboxStorage } from "./outbox-storage.ts";
import type { NamedNotification, NotifierRow } from "./rows.ts";
import type { ProgramPlace } from "../object/program-place.ts";

/** Characters of an id behind its prefix: 132 bits, so that no two events of a program share one. */
const ID_CHARACTERS = 22;

/** A program has one Notifier. @param home what the names of its objects begin with. */
export function notifierName(home: string): string {
  return objectName(home, 0);
}

export function notifyMessage(news: News, atMs: number, row: number | null = null): NotifyMessage {
  return { type: "notify", row, news, atMs };
}

/** Writes news into an outbox. Call it in the transaction of what they are of. */
export class Announcer {
  readonly #outbox: OutboxStorage;
  readonly #place: ProgramPlace;

  constructor(outbox: OutboxStorage, place: ProgramPlace) {
    this.#outbox = outbox;
    this.#place = place;
  }

  /** @param row of the customer, where the news are of one. */
  announce(news: readonly News[], atMs: number, row: number | null = null): void {
    if (news.length === 0) return;
    const messages = news.map((one) => notifyMessage(one, atMs, row));
    this.#outbox.append(notifierName(this.#place.home), messages);
  }
}

/** Messages as rows. @param say what a message says, by the sender's own tables. */
export function notifierRows(
  home: string,
  messages: readonly Numbered<NotifyMessage>[],
  say: (message: NotifyMessage) => readonly Notification[],
): NotifierRow[] {
  return messages.map(({ seq, message }) => ({
    type: "notify",
    seq,
    notifications: say(message).map((one) => named(home, one)),
  }));
}

/** @param home what the names of the program's objects begin with. */
export function named(home: string, { key, ...notification }: Notification): NamedNotification {
  const digest = sha256Hex(JSON.stringify([home, notification.type, ...key]));
  const id = Buffer.from(digest, "hex").toString("base64url").slice(0, ID_CHARACTERS);
  return { ...notification, id: `evt_${id}` };
}
