/** A small web server on loopback: an origin of its own, as merchants and strangers have. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string | string[]>;
  readonly body: string | Buffer;
}

export interface Visit {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Origin {
  /** `http://localhost:12345`. */
  readonly url: string;
  /** `localhost:12345`. */
  readonly host: string;
  close(): Promise<void>;
}

/** Answers a request by itself, or answers false and leaves it. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Serves what `answer` gives, on a free port. Pages of two hosts are of two sites, of two ports of two origins.
 *
 * @param first asked before `answer`.
 */
export async function openOrigin(
  hostname: "localhost" | "127.0.0.1",
  answer: (visit: Visit) => Reply | Promise<Reply>,
  first: Handler = () => false,
): Promise<Origin> {
  const server = createServer((request, response) => {
    if (first(request, response)) return;
    serve(request, response, answer).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, hostname === "localhost" ? "::" : hostname, done);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const host = `${hostname}:${address.port}`;
  return {
    url: `http://${host}`,
    host,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (visit: Visit) => Reply | Promise<Reply>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const {
    status = 200,
    headers = {},
    body,
  } = await answer({
    method: request.method ?? "GET",
    url: new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`),
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  });
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
}

export function page(head: string, body: string): Reply {
  return {
    body: `<!doctype html><html><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`,
  };
}
