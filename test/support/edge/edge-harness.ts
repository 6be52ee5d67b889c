/** Drives an edge of its own as browsers do, on the real databases, and counts what it asks of the platform. */
import { countLost } from "../../../worker/read-models/totals.tables.ts";
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env as realEnv } from "cloudflare:workers";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { unpackClicks } from "../../../domain/tracking/click-columns.ts";
import type { ClickEvent } from "../../../domain/tracking/click-event.ts";
import type { ClickToken } from "../../../domain/tracking/click-token.ts";
import type { EventBatch } from "../../../domain/tracking/event-batch.ts";
import { type EventCount, unpackCount } from "../../../domain/tracking/event-count.ts";
import type { CloudflareSays } from "../../../worker/edge/edge-request.ts";
import type { EdgeProgram } from "../../../worker/configuration/edge-program.tables.ts";
import { insertLink, type Link, type NewLink } from "../../../worker/links/links.tables.ts";
import { createEdge, type Edge } from "../../../worker/edge/edge.ts";
import type { ReportedOrder } from "../../../worker/orders/reported-orders.ts";
import { readTokenOf } from "../../../worker/platform/click-tokens.ts";
import { newSlug } from "../../../worker/platform/slugs.ts";
import { keyRing } from "../../../worker/platform/keys.ts";

export const BROWSER =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36";
export const SHARE_HOST = "https://s.example.test";
export const ring = keyRing(realEnv);

let programs = 0;

/** A program of its own for a test. */
export function someProgram(more: Partial<EdgeProgram> = {}): EdgeProgram {
  programs += 1;
  return {
    id: `program-${programs}`,
    number: programs,
    currency: "CNY",
    slotKey: Buffer.alloc(32, programs).toString("base64"),
    objects: 1,
    region: null,
    journeyMap: null,
    allowedHosts: ["shop.example.com", "*.shops.example.com", "localhost:3000"],
    homeUrl: null,
    clickLookbackMs: 30 * 86_400_000,
    impressionLookbackMs: 0,
    honorGpc: true,
    acceptPixelToken: false,
    acceptUndatedProofs: false,
    secrets: [],
    ...more,
  };
}

export async function someLink(program: EdgeProgram, more: Partial<NewLink> = {}): Promise<Link> {
  const inserted = await insertLink(
    realEnv.LINKS,
    {
      slug: newSlug(ring),
      programId: program.id,
      promoter: 513 as PromoterRef,
      destination: "https://shop.example.com/item",
      campaignId: null,
      productId: null,
      preview: null,
      expiresAtMs: null,
      expiredUrl: null,
      madeBy: "merchant",
      createdAtMs: Date.now(),
      ...more,
    },
    0,
  );
  if (inserted.kind === "refused") throw new Error(inserted.reason);
  return inserted.link;
}

/** What an edge asked of the platform, and what it sent. */
export interface Seen {
  storage: number;
  programReads: number;
  objects: number;
  readonly sent: EventBatch[];
  /** Orders of pages that were handed on to be decided. */
  readonly reported: ReportedOrder[];
}

export class EdgeHarness {
  readonly seen: Seen = { storage: 0, programReads: 0, objects: 0, sent: [], reported: [] };
  readonly #programs: Map<string, EdgeProgram>;
  readonly #env: Env;
  readonly edge: Edge;
  /** When set, every send to the queue fails. */
  queueRefuses = false;
  /** When set, every question to storage fails. */
  storageFails = false;
  /** Variables of the Worker that differ. */
  variables: Partial<Env> = {};
  /** What Cloudflare says of requests; null for nothing. */
  cloudflare: CloudflareSays | null = null;
  readonly #contexts: ExecutionContext[] = [];

  constructor(...known: EdgeProgram[]) {
    this.#programs = new Map(known.map((program) => [program.id, program]));
    this.#env = this.#counting();
    this.edge = createEdge({
      batchWindowMs: 20,
      recordReported: async (_env, _program, order) => {
        this.seen.reported.push(order);
        return "recorded";
      },
      countLost: async (_env, events) => await countLost(realEnv.REPORTS, events),
      readProgram: async (_env, id) => {
        this.seen.programReads += 1;
        if (this.storageFails) throw new Error("D1 is down");
        return this.#programs.get(id) ?? null;
      },
    });
  }

  set(program: EdgeProgram): void {
    this.#programs.set(program.id, program);
    this.edge.forgetProgram(program.id);
  }

  /** The answer to a request, before any of the work that is left for later. */
  async visit(
    path: string,
    headers: Record<string, string> = {},
    method = "GET",
    body?: string,
  ): Promise<Response> {
    const ctx = createExecutionContext();
    this.#contexts.push(ctx);
    const request = new Request(SHARE_HOST + path, {
      method,
      headers: { "user-agent": BROWSER, "cf-connecting-ip": "203.0.113.7", ...headers },
      redirect: "manual",
      ...(this.cloudflare === null ? {} : { cf: this.cloudflare as CfProperties }),
      ...(body === undefined ? {} : { body }),
    });
    const answer = this.edge.handle(request, { ...this.#env, ...this.variables }, ctx);
    if (answer === undefined) throw new Error(`no edge route: ${path}`);
    return answer;
  }

  /** A beacon as the SDK sends it. */
  async beacon(message: unknown, headers: Record<string, string> = {}, path = "/e"): Promise<Response> {
    const body = typeof message === "string" ? message : JSON.stringify(message);
    return this.visit(path, { "content-type": "text/plain;charset=UTF-8", ...headers }, "POST", body);
  }

  /** Lets all work after the answers end, and gives the clicks that were sent to be judged. */
  async clicks(): Promise<ClickEvent[]> {
    for (const ctx of this.#contexts.splice(0)) await waitOnExecutionContext(ctx);
    return this.seen.sent.flatMap(({ sentAtMs, clicks }) => unpackClicks(clicks, sentAtMs));
  }

  /** Lets all work after the answers end, and gives what was counted and sent, each event on its own. */
  async counted(): Promise<Omit<EventCount, "events">[]> {
    await this.clicks();
    const counts = this.seen.sent.flatMap((batch) => batch.counts.map(unpackCount));
    return counts.flatMap(({ events, ...count }) => Array.from({ length: events }, () => count));
  }

  #counting(): Env {
    const seen = this.seen;
    const storage = (db: D1Database): D1Database =>
      new Proxy(db, {
        get: (target, property) => {
          if (property === "withSession") {
            const nearest = (constraint: D1SessionConstraint) => target.withSession(constraint);
            return (constraint: D1SessionConstraint) => storage(nearest(constraint) as unknown as D1Database);
          }
          if (property !== "prepare" && property !== "batch") return Reflect.get(target, property);
          seen.storage += 1;
          if (this.storageFails) throw new Error("D1 is down");
          return target[property].bind(target);
        },
      });
    const objects = <T extends object>(namespace: T): T =>
      new Proxy(namespace, {
        get: (target, property) => {
          seen.objects += 1;
          const member: unknown = Reflect.get(target, property);
          return typeof member === "function" ? member.bind(target) : member;
        },
      });
    return {
      ...realEnv,
      SHARE_ORIGIN: "",
      SHARE_ORIGINS: "",
      CONFIG: storage(realEnv.CONFIG),
      LINKS: storage(realEnv.LINKS),
      REPORTS: storage(realEnv.REPORTS),
      REFERRAL_TREE: objects(realEnv.REFERRAL_TREE),
      JOURNEY: objects(realEnv.JOURNEY),
      COMMISSION_LEDGER: objects(realEnv.COMMISSION_LEDGER),
      ACCOUNT_BOOK: objects(realEnv.ACCOUNT_BOOK),
      EVENTS: { send: (message: string) => this.#send(message) } as unknown as Queue,
    };
  }

  async #send(message: string): Promise<void> {
    if (this.queueRefuses) throw new Error("the queue is full");
    this.seen.sent.push(JSON.parse(message) as EventBatch);
  }
}

/** Cookies that an answer set, by name: the value, and the whole line. */
export function cookiesOf(answer: Response): Map<string, { value: string; line: string }> {
  return new Map(
    answer.headers.getSetCookie().map((line) => {
      const [pair = ""] = line.split(";");
      const equals = pair.indexOf("=");
      return [pair.slice(0, equals), { value: pair.slice(equals + 1), line }];
    }),
  );
}

/** The Cookie header of a browser that keeps what an answer set. */
export function cookieHeader(answer: Response): Record<string, string> {
  const pairs = [...cookiesOf(answer)].map(([name, { value }]) => `${name}=${value}`);
  return { cookie: pairs.join("; ") };
}

export function landingOf(answer: Response): URL {
  return new URL(answer.headers.get("location") ?? "missing:");
}

/** The click token in the landing URL of an answer. */
export function tokenAt(answer: Response, program: number): ClickToken {
  const reading = readTokenOf(ring, program, landingOf(answer).searchParams.get("tby") ?? "");
  if (reading.kind === "fault") throw new Error(reading.fault);
  return reading.token;
}
