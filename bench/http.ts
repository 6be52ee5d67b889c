/** Requests byte for byte as given: `fetch` would add headers that no person's browser sends with a tap. */
import { Agent, get, request } from "node:http";
import type { ClientRequest } from "node:http";

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Whether it was sent again, since it was first reset or not answered in time. */
  readonly sentAgain: boolean;
}

export interface Page {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

type Headers = Readonly<Record<string, string>>;

/** As long as the most patient of senders wait. */
const ANSWERED_WITHIN_MS = 30_000;
const MOST_TRIES = 5;

/**
 * Asks again, as senders do, where a request was reset or not answered in time. Who is told of it counts it: a request
 * without an answer ends no measurement, and its wait goes on.
 *
 * @throws what else went wrong, and the fifth time in sequence.
 */
export async function untilAnswered<T>(ask: () => Promise<T>, unanswered: () => void): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isUnanswered(error)) throw error;
      unanswered();
      if (tries === MOST_TRIES) throw error;
    }
  }
}

function isUnanswered(error: unknown): boolean {
  const { code = "" } = error as NodeJS.ErrnoException;
  return ["ECONNRESET", "EPIPE", "ETIMEDOUT"].includes(code);
}

/** One GET, not followed, with the headers of the answer in their sequence. */
export function getPage(url: string, headers: Headers = {}): Promise<Page> {
  return new Promise((resolve, reject) => {
    const outgoing = get(url, { headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const { rawHeaders } = incoming;
        const pairs = rawHeaders.flatMap((name, index): [string, string][] =>
          index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : [],
        );
        resolve({ status: incoming.statusCode ?? 0, headers: pairs, body: Buffer.concat(chunks) });
      });
    });
    bound(outgoing.on("error", reject));
  });
}

/** Connections of one measurement. An idle one may be closed by the other side, so that none outlives its round. */
export class Connections {
  readonly #agent: Agent;
  readonly #unanswered: () => void;

  constructor(most: number, unanswered: () => void) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: most });
    this.#unanswered = unanswered;
  }

  async post(url: string, headers: Headers, body: string): Promise<Answer> {
    let sentAgain = false;
    const answer = await untilAnswered(
      async () => await this.#post(url, headers, body),
      () => {
        sentAgain = true;
        this.#unanswered();
      },
    );
    return { ...answer, sentAgain };
  }

  #post(url: string, headers: Headers, body: string): Promise<Omit<Answer, "sentAgain">> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { method: "POST", agent: this.#agent, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
      });
      bound(outgoing.on("error", reject)).end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function bound(outgoing: ClientRequest): ClientRequest {
  return outgoing.setTimeout(ANSWERED_WITHIN_MS, () => {
    outgoing.destroy(Object.assign(new Error("not answered in time"), { code: "ETIMEDOUT" }));
  });
}
