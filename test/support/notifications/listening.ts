/** Hears of a program's events as any client would: over a WebSocket, or as server-sent events. */
import { exports } from "cloudflare:workers";
import type { Shop } from "../shop.ts";
import type { ReadEvent } from "./events.ts";

export interface Asked {
  readonly query?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

/** What was heard so far, and how the stream ended, if it did. */
export interface Heard {
  readonly events: ReadEvent[];
  end: number | null;
  stop(): Promise<void>;
}

function askFor(shop: Shop, { query = "", token = shop.apiKey, headers = {} }: Asked): Promise<Response> {
  return exports.default.fetch(`https://tributary.test/v1/programs/${shop.id}/events/stream${query}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
}

export async function listen(shop: Shop, asked: Asked = {}): Promise<Heard & { readonly socket: WebSocket }> {
  const { status, webSocket } = await askFor(shop, { ...asked, headers: { upgrade: "websocket" } });
  if (webSocket === null) throw new Error(`no socket: ${status}`);
  const heard = {
    socket: webSocket,
    events: [] as ReadEvent[],
    end: null as number | null,
    stop: async () => await Promise.resolve(webSocket.close()),
  };
  webSocket.addEventListener("message", ({ data }) => {
    if (data !== "pong") heard.events.push(JSON.parse(String(data)));
  });
  webSocket.addEventListener("close", ({ code }) => {
    heard.end = code;
  });
  webSocket.accept();
  return heard;
}

/** Reads server-sent events as a browser does: blocks of fields, between empty lines. */
export async function listenAsBrowser(
  shop: Shop,
  asked: Asked = {},
): Promise<Heard & { readonly ids: string[] }> {
  const response = await askFor(shop, asked);
  if (response.status !== 200 || response.body === null) throw new Error(`no stream: ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const heard = {
    events: [] as ReadEvent[],
    ids: [] as string[],
    end: null as number | null,
    stop: async () => await reader.cancel(),
  };
  void (async () => {
    for (let rest = ""; ;) {
      const { done, value } = await reader.read();
      if (done) break;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) take(block, heard);
    }
    heard.end = 0;
  })();
  return heard;
}

function take(block: string, heard: { readonly events: ReadEvent[]; readonly ids: string[] }): void {
  for (const line of block.split("\n")) {
    if (line.startsWith("id: ")) heard.ids.push(line.slice("id: ".length));
    if (line.startsWith("data: ")) heard.events.push(JSON.parse(line.slice("data: ".length)));
  }
}
