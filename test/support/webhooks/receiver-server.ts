/** A receiver of webhooks on a port of this machine. It verifies nothing, and keeps what came. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class ReceiverServer {
  readonly received: Received[] = [];
  /** Of the next messages: whether each is answered, or hangs for ever. All others are answered. */
  readonly fates: ("answered" | "hanging")[] = [];
  readonly #server: Server = createServer((request, response) => {
    void buffer(request).then((body) => {
      this.received.push({
        headers: request.headers as Record<string, string>,
        body: body.toString("utf8"),
      });
      if (this.fates.shift() !== "hanging") response.writeHead(204).end();
    });
  });

  /** @returns its host and port. */
  async listen(): Promise<string> {
    await new Promise<void>((done) => {
      this.#server.listen(0, "127.0.0.1", done);
    });
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
