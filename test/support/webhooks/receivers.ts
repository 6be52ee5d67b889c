/**
 * Receivers of webhooks outside of the service, and the resolver of their names. Each is a host below `receiver.example`; by
 * `control.receiver.example/<name>` a test says how it answers and where its name leads, and reads what came.
 */

/** How one message is answered, in place of 204. */
export interface AnswerInstead {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Until the receiver is set anew. */
  readonly hangs?: boolean;
}

export interface ReceiverSetting {
  /** For the next messages, one after another; null: 204. */
  readonly answers?: readonly (AnswerInstead | null)[];
  /** For all messages that `answers` has nothing for. */
  readonly always?: AnswerInstead;
  /** Where its name leads to; empty: nowhere. */
  readonly addresses?: readonly string[];
}

export interface ReceivedMessage {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly atMs: number;
}

interface Kept {
  readonly setting: ReceiverSetting;
  answered: number;
  readonly received: ReceivedMessage[];
  readonly released: Promise<void>;
  readonly release: () => void;
}

const ZONE = ".receiver.example";
const CONTROL = `control${ZONE}`;
const PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"];

export class Receivers {
  readonly #kept = new Map<string, Kept>();

  takes(request: Request): boolean {
    const { hostname, pathname } = new URL(request.url);
    return hostname.endsWith(ZONE) || pathname === "/dns-query";
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/dns-query") return this.#resolve(url.searchParams);
    if (url.hostname === CONTROL) return await this.#control(request, url.pathname.slice(1));
    const kept = this.#of(url.hostname.slice(0, -ZONE.length));
    kept.received.push({
      path: `${url.pathname}${url.search}`,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
      atMs: Date.now(),
    });
    const instead = kept.setting.answers?.[kept.answered] ?? kept.setting.always ?? { status: 204 };
    kept.answered += 1;
    if (instead.hangs === true) await kept.released;
    const { status = 200, headers = {}, body = null } = instead;
    return new Response(body, { status, headers });
  }

  async #control(request: Request, name: string): Promise<Response> {
    const before = this.#of(name);
    if (request.method === "GET") return Response.json(before.received);
    before.release();
    this.#kept.set(name, keptOf((await request.json()) as ReceiverSetting, before.received));
    return new Response(null, { status: 204 });
  }

  #resolve(asked: URLSearchParams): Response {
    const name = asked.get("name") ?? "";
    const isSix = asked.get("type") === "AAAA";
    const known = name.endsWith(ZONE) ? this.#of(name.slice(0, -ZONE.length)) : undefined;
    const answers = (known?.setting.addresses ?? PUBLIC)
      .filter((address) => address.includes(":") === isSix)
      .map((data) => ({ name, type: isSix ? 28 : 1, TTL: 60, data }));
    return Response.json({ Status: 0, ...(answers.length === 0 ? {} : { Answer: answers }) });
  }

  #of(name: string): Kept {
    const kept = this.#kept.get(name) ?? keptOf({}, []);
    this.#kept.set(name, kept);
    return kept;
  }
}

function keptOf(setting: ReceiverSetting, received: ReceivedMessage[]): Kept {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  return { setting, answered: 0, received, released, release };
}
