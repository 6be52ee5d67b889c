/**
 * Stands for Cloudflare Queues on one machine. A Worker beside the service's own takes what is sent to the disk, and pumps
 * take it from there to the consumers that `wrangler.toml` names.
 */
import { randomUUID } from "node:crypto";
import type { Miniflare } from "miniflare";
import type { Project } from "../project.ts";
import { type Deliver, NotReached, type Outcome, QueuePump } from "./queue-pump.ts";
import { QueueStore, type Sent } from "./queue-store.ts";

const KEEPER = "keeper";

/**
 * The Worker that stands between. To its neighbour a queue is an entry of it, which has the methods that a queue has. By
 * its own `fetch` this process reaches the neighbour: who knows the secret, and nobody else.
 */
const MODULE = `
import { WorkerEntrypoint } from "cloudflare:workers";

export class LocalQueue extends WorkerEntrypoint {
  async send(body, options = {}) {
    await this.#keep([{ body, delaySeconds: options.delaySeconds }]);
  }
  async sendBatch(messages, options = {}) {
    await this.#keep(messages.map(({ body, delaySeconds }) => ({ body, delaySeconds: delaySeconds ?? options.delaySeconds })));
  }
  async metrics() {
    const answer = await this.env.DISK.fetch("http://disk/" + encodeURIComponent(this.ctx.props.queue));
    const { messages, oldestSentAtMs } = await answer.json();
    const oldest = oldestSentAtMs === null ? {} : { oldestMessageTimestamp: new Date(oldestSentAtMs) };
    return { backlogCount: messages, backlogBytes: 0, ...oldest };
  }
  async #keep(messages) {
    const url = "http://disk/" + encodeURIComponent(this.ctx.props.queue);
    const answer = await this.env.DISK.fetch(url, { method: "POST", body: JSON.stringify(messages) });
    if (!answer.ok) throw new Error("the queue on disk answered " + answer.status);
  }
}

const CALLS = {
  "/drain": (env) => env.DRAINING.drain(),
  "/cron": (env, { cron }) => env.SERVICE.scheduled({ cron }),
  "/queue": (env, { queue, messages }) =>
    env.SERVICE.queue(queue, messages.map(({ sentAtMs, ...message }) => ({ ...message, timestamp: new Date(sentAtMs) }))),
};

export default {
  async fetch(request, env) {
    if (request.headers.get("authorization") !== env.SECRET) return new Response(null, { status: 404 });
    const call = CALLS[new URL(request.url).pathname];
    return Response.json((await call(env, await request.json())) ?? null);
  },
};
`;

export class LocalQueues {
  readonly #project: Project;
  readonly #store: QueueStore;
  readonly #pumps = new Map<string, QueuePump>();
  readonly #secret = randomUUID();

  constructor(project: Project, file: string) {
    this.#project = project;
    this.#store = new QueueStore(file);
  }

  /** The keeper as a Worker of the runtime: the first one, which answers what this process asks. */
  worker(): object {
    return {
      name: KEEPER,
      compatibilityDate: this.#project.options["compatibilityDate"],
      modules: [{ type: "ESModule", path: "keeper.mjs", contents: MODULE }],
      compatibilityFlags: ["service_binding_extra_handlers"],
      unsafeRegisterWorker: false,
      bindings: { SECRET: this.#secret },
      serviceBindings: {
        DISK: async (request: Request) => await this.#take(request),
        SERVICE: this.#project.name,
        DRAINING: { name: this.#project.name, entrypoint: "Draining" },
      },
    };
  }

  /** What the service's own Worker is bound to, in place of queues. */
  bindings(): Record<string, object> {
    return Object.fromEntries(
      Object.entries(this.#project.producers).map(([binding, { queueName }]) => [
        binding,
        { name: KEEPER, entrypoint: "LocalQueue", props: { queue: queueName } },
      ]),
    );
  }

  /** Starts to deliver, with what an earlier run has left. */
  start(runtime: Miniflare): void {
    const deliver: Deliver = async (queue, messages) => {
      const given = messages.map(({ failures, ...message }) => ({ ...message, attempts: failures + 1 }));
      try {
        return (await this.#ask(runtime, "queue", { queue, messages: given })) as Outcome;
      } catch (cause) {
        throw isRefused(cause) ? new NotReached("the runtime listens to nobody", { cause }) : cause;
      }
    };
    for (const [queue, settings] of Object.entries(this.#project.consumers)) {
      const settled = () => this.#pumps.get(settings.deadLetterQueue ?? "")?.look();
      this.#pumps.set(queue, new QueuePump(queue, settings, this.#store, deliver, settled));
    }
    for (const pump of this.#pumps.values()) pump.look();
  }

  /** The Worker takes no new work, ends what it has, and sends what it gathered. Rejects where it does not within `ms`. */
  async drain(runtime: Miniflare, ms: number): Promise<void> {
    await this.#ask(runtime, "drain", {}, AbortSignal.timeout(ms));
  }

  /** Fires a cron of the Worker. */
  async fire(runtime: Miniflare, cron: string): Promise<void> {
    await this.#ask(runtime, "cron", { cron });
  }

  /** Asks the Worker itself. What miniflare hands out for that blocks this process, and starts a thread for it. */
  async #ask(runtime: Miniflare, call: string, given: object, signal?: AbortSignal): Promise<unknown> {
    const answer = await runtime.dispatchFetch(`http://${KEEPER}/${call}`, {
      method: "POST",
      headers: { authorization: this.#secret },
      body: JSON.stringify(given),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!answer.ok) throw new Error(`the Worker answered ${answer.status}: ${await answer.text()}`);
    return await answer.json();
  }

  /** Messages that stay on disk are delivered after the next start. */
  async stop(): Promise<Record<string, number>> {
    await Promise.all([...this.#pumps.values()].map((pump) => pump.stop()));
    const waiting = this.#store.waiting();
    this.#store.close();
    return waiting;
  }

  async #take(request: Request): Promise<Response> {
    const queue = decodeURIComponent(new URL(request.url).pathname.slice(1));
    if (request.method === "GET") return Response.json(this.#store.depth(queue));
    this.#store.send(queue, (await request.json()) as Sent[], Date.now());
    this.#pumps.get(queue)?.look();
    return new Response(null, { status: 204 });
  }
}

/** Whether nobody listened where a call went: it reached nobody. */
function isRefused(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ("code" in at && at.code === "ECONNREFUSED") return true;
  }
  return false;
}
