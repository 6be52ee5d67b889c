/**
 * Stands for Cloudflare Queues on one machine: a Worker beside the service's own takes what is sent to the disk, and pumps
 * take it from there to the consumers that `wrangler.toml` names.
 */
import type { Miniflare } from "miniflare";
import type { Project } from "../project.ts";
import { type Deliver, NotReached, type Outcome, QueuePump } from "./queue-pump.ts";
import { QueueStore, type Sent } from "./queue-store.ts";

const KEEPER = "keeper";

/**
 * The Worker that stands between. To its neighbour a queue is an entry of it, which has the methods that a queue has. Its
 * own `fetch` asks the neighbour to end its work.
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

export default {
  async fetch(_request, env) {
    await env.SERVICE.drain();
    return new Response(null, { status: 204 });
  },
};
`;

/** The part of a Worker's handle that asks it something. */
interface Keeper {
  fetch(url: string, options: { signal: AbortSignal }): Promise<{ readonly status: number }>;
}

/** The part of a Worker's handle that gives it a batch; miniflare leaves it untyped. */
interface Consumer {
  queue(name: string, messages: readonly object[]): Promise<Outcome>;
}

export class LocalQueues {
  readonly #project: Project;
  readonly #store: QueueStore;
  readonly #pumps = new Map<string, QueuePump>();

  constructor(project: Project, file: string) {
    this.#project = project;
    this.#store = new QueueStore(file);
  }

  /** The keeper as a Worker of the runtime. */
  worker(): object {
    return {
      name: KEEPER,
      compatibilityDate: this.#project.options["compatibilityDate"],
      modules: [{ type: "ESModule", path: "keeper.mjs", contents: MODULE }],
      unsafeRegisterWorker: false,
      serviceBindings: {
        DISK: async (request: Request) => await this.#take(request),
        SERVICE: { name: this.#project.name, entrypoint: "Draining" },
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
      const consumer = (await runtime.getWorker(this.#project.name)) as unknown as Consumer;
      const given = messages.map(({ id, body, sentAtMs, failures }) => {
        return { id, body, timestamp: new Date(sentAtMs), attempts: failures + 1 };
      });
      try {
        return await consumer.queue(queue, given);
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
    const keeper = (await runtime.getWorker(KEEPER)) as unknown as Keeper;
    const answer = await keeper.fetch("http://keeper/drain", { signal: AbortSignal.timeout(ms) });
    if (answer.status !== 204) throw new Error(`the Worker answered ${answer.status}`);
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
