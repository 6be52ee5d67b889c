/** Requests of a merchant's server, over connections that last as long as one measurement. */
import { Agent, request } from "node:http";

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Connections of one measurement. An idle one may be closed by the other side, so that none outlives its round. */
export class Connections {
  readonly #agent: Agent;

  constructor(most: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: most });
  }

  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { method: "POST", agent: this.#agent, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
      });
      outgoing.on("error", reject).end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
