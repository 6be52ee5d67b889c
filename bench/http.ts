/** Requests byte for byte as given: `fetch` would add headers that no person's browser sends with a tap. */
import { Agent, get, request } from "node:http";

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Page {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** One GET, not followed, with the headers of the answer in their sequence. */
export function getPage(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (incoming) => {
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
    }).on("error", reject);
  });
}

/** Connections of one measurement. An idle one may be closed by the other side, so that none outlives its round. */
export class Connections {
  readonly #agent: Agent;

  constructor(most: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: most });
  }

  /** Sent again where an idle connection was being closed from the other side as it was taken. */
  async post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
    for (;;) {
      const answer = await this.#post(url, headers, body);
      if (answer !== "closed_before") return answer;
    }
  }

  #post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<Answer | "closed_before"> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { method: "POST", agent: this.#agent, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
      });
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        if (outgoing.reusedSocket && error.code === "ECONNRESET") resolve("closed_before");
        else reject(error);
      });
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
