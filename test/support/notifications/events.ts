/** A program's log of events, as its merchant reads it. */
import { env } from "cloudflare:workers";
import type { Answer, Shop } from "../shop.ts";

export interface ReadEvent {
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly program: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
  readonly data: any;
}

/** All that happened so far: owners have said what waits, and the log is read page by page. */
export async function eventsOf(shop: Shop, query = ""): Promise<ReadEvent[]> {
  await said(shop);
  const events: ReadEvent[] = [];
  for (let after = "0"; ;) {
    const { body, status }: Answer = await shop.get(`/events?after=${after}&limit=1000${query}`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    events.push(...body.data);
    if (!body.hasMore) return events;
    after = String(body.next);
  }
}

/** Lets every owner say what waits. */
async function said(shop: Shop): Promise<void> {
  await shop.settle();
  for (const owners of [env.ACCOUNT_BOOK, env.REFERRAL_TREE, env.JOURNEY]) {
    await owners.getByName(`${shop.id}/0`).wake(1);
  }
}

/** Types of events in their sequence. @param begins with which types begin. */
export function typesOf(events: readonly ReadEvent[], begins = ""): string[] {
  return events.map(({ type }) => type).filter((type) => type.startsWith(begins));
}
