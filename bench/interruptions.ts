/** How long a buyer's tap waits while long work of the merchant or of a promoter runs on the same machine. */
import { setTimeout as wait } from "node:timers/promises";
import { promoterIdOf } from "../domain/kernel/ids.ts";
import { BARS } from "./bars.ts";
import { getPage, untilAnswered } from "./http.ts";
import { alone } from "./measurement.ts";
import { fillWithOrders } from "./orders/fill.ts";
import { plantTree } from "./orders/order-load.ts";
import type { Report } from "./report.ts";
import type { Settings } from "./settings.ts";
import { BROWSER, makeShareLink, openShop, PROGRAM, type Shop } from "./shop.ts";
import { startTributary, type Tributary } from "./subjects/tributary.ts";

const RULES = [1_200, 300, 100].map((rateBps, index) => ({ level: index + 1, kind: "percentage", rateBps }));
const IDLE_MS = 2_000;

interface LongWork {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export async function measureInterruptions(
  report: Report,
  { rounds, entries, smoke }: Settings,
): Promise<void> {
  const size = `${entries.toLocaleString("en")} entries`;
  report.part(`Interruptions: the longest tap while a journal of ${size} is worked through`);
  const service = await startTributary();
  try {
    const shop = await openShop(service);
    const { slug } = await makeShareLink(shop, "promoter-1");
    const owner = await fillJournal(report, service, shop, entries);
    const tap = async (): Promise<void> => await tapOnce(report, `${service.url}/s/${slug}`);
    await longestTap(tap, async () => await wait(smoke ? 100 : IDLE_MS));
    const idle: number[] = [];
    while (idle.length < rounds)
      idle.push(await longestTap(tap, async () => await wait(smoke ? 100 : IDLE_MS)));
    report.add(alone("longest tap while nothing else runs", idle, "ms"));
    for (const { name, run } of longWorks(service, shop, owner)) {
      const longest: number[] = [];
      while (longest.length < rounds) longest.push(await longestTap(tap, run));
      report.add(alone(`longest tap while ${size} are ${name}`, longest, "ms", BARS.tapInLongWork));
    }
  } finally {
    await service.stop();
  }
}

/** One promoter above all sellers gets an entry or more of every order. Answers its path. */
async function fillJournal(report: Report, service: Tributary, shop: Shop, entries: number): Promise<string> {
  const members = await plantTree(shop, { roots: 1, childrenPerRoot: 9, childrenPerChild: 10 });
  const sellers = members.filter(({ memberId }) => memberId.startsWith("g"));
  const root = members.find(({ memberId }) => memberId === "r0");
  if (root === undefined) throw new Error("there is a root");
  const journalOwner = `/v1/programs/${PROGRAM}/promoters/${promoterIdOf(root.promoter)}`;
  for (let missing = entries, step = 0; missing > 0; step += 1) {
    await fillWithOrders(report, service, shop, sellers, {
      name: `step${step}-`,
      orders: Math.ceil(missing / 2),
    });
    const checked = await shop.api.get(`${journalOwner}/journal/verification`);
    missing = entries - Number(checked.entries);
  }
  return journalOwner;
}

const RECONCILIATION = `/v1/programs/${PROGRAM}/reconciliation`;

function longWorks({ url, adminToken }: Tributary, { api }: Shop, journalOwner: string): readonly LongWork[] {
  const authorization = `Bearer ${adminToken}`;
  return [
    {
      name: "verified",
      run: async () => {
        const { valid } = await api.get(`${journalOwner}/journal/verification?from=1`);
        if (valid !== true) throw new Error("a sound journal was found broken");
      },
    },
    {
      name: "exported",
      run: async () => await readAll(`${url}${journalOwner}/journal.csv`, { headers: { authorization } }),
    },
    {
      name: "simulated",
      run: async () =>
        await readAll(`${url}/v1/programs/${PROGRAM}/commission-rules/simulate`, {
          method: "POST",
          headers: { authorization, "content-type": "application/json", accept: "application/x-ndjson" },
          body: JSON.stringify({ rules: [{ id: "standard", scope: {}, levels: RULES }] }),
        }),
    },
    {
      name: "reconciled",
      run: async () => {
        await readAll(`${url}${RECONCILIATION}`, { method: "POST", headers: { authorization } });
        while ((await api.get(RECONCILIATION)).state === "running") await wait(100);
      },
    },
  ];
}

/** Reads an answer to its end, and keeps only that end: it may have 64 MB. */
async function readAll(url: string, request: RequestInit): Promise<void> {
  const answer = await fetch(url, request);
  if (!answer.ok || answer.body === null) throw new Error(`${url} was answered ${answer.status}`);
  let end = "";
  for await (const chunk of answer.body) end = Buffer.from(chunk as Uint8Array).toString();
  if (end.includes('"type":"failed"')) throw new Error(`${url} failed: ${end.slice(-300)}`);
}

/** Milliseconds of the longest of the taps that follow each other until the work is done. */
async function longestTap(tap: () => Promise<void>, work: () => Promise<void>): Promise<number> {
  const ended = new AbortController();
  const tapping = async (): Promise<number> => {
    let longest = 0;
    while (!ended.signal.aborted) {
      const startedAt = performance.now();
      await tap();
      longest = Math.max(longest, performance.now() - startedAt);
    }
    return longest;
  };
  const working = async (): Promise<void> => {
    try {
      await work();
    } finally {
      ended.abort();
    }
  };
  const [longest] = await Promise.all([tapping(), working()]);
  return longest;
}

async function tapOnce(report: Report, url: string): Promise<void> {
  const { status } = await untilAnswered(
    async () => await getPage(url, BROWSER),
    () => report.unanswered("Tributary, taps in long work"),
  );
  if (status !== 302) throw new Error(`a tap was answered ${status}`);
}
