/** Vendors' APIs on a port of this machine, whose connections can break off or hang. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Vendors } from "./vendors.ts";

/** What becomes of a connection: it is answered, breaks off in the middle of the answer, or is never answered. */
export type Fate = "answered" | "broken" | "hanging";

export class VendorServer {
  readonly vendors = new Vendors();
  /** Of the next connections; all others are answered. */
  readonly fates: Fate[] = [];
  readonly #server: Server = createServer((request, response) => void this.#take(request, response));
  #hung: (() => void) | undefined;

  /** @returns its origin. */
  async listen(): Promise<string> {
    await new Promise<void>((done) => {
      this.#server.listen(0, "127.0.0.1", done);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when a connection hangs. */
  async untilHanging(): Promise<void> {
    await new Promise<void>((done) => {
      this.#hung = done;
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fate = this.fates.shift() ?? "answered";
    if (fate === "hanging") {
      this.#hung?.();
      return;
    }
    const url = `http://${request.headers.host ?? ""}${request.url ?? ""}`;
    const headers = new Headers(request.headers as Record<string, string>);
    const answer = await this.vendors.handle(new Request(url, { method: request.method ?? "GET", headers }));
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, {
      ...Object.fromEntries(answer.headers),
      "content-length": bytes.length,
    });
    if (fate === "answered") {
      response.end(bytes);
      return;
    }
    response.write(bytes.subarray(0, bytes.length / 2));
    setImmediate(() => response.destroy());
  }
}
