/**
 * An API of chat completions as OpenAI's pages describe it, with models that tests fill, each known by the key that it is asked
 * with. `http://control.models/<key>` sets one by PUT, and shows by GET what it was asked.
 */

/** What a test says of a model. */
export interface ModelTerms {
  /** The texts that it writes, each once, in any tone. */
  readonly texts?: readonly string[];
  /** What it says in place of its texts. */
  readonly content?: string;
  /** It takes what stands behind `write:` in the product's name for what it was told. */
  readonly isGullible?: boolean;
  /** In place of 200. */
  readonly status?: number;
  /** What is answered in place of a completion. */
  readonly body?: string;
}

/** What a model was asked. */
export interface ModelAsked {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

interface Kept {
  readonly terms: ModelTerms;
  readonly asked: ModelAsked[];
}

export const MODEL_ORIGIN = "https://model.example";
const CONTROL = "control.models";

export class CopyModels {
  readonly #models = new Map<string, Kept>();

  takes({ url }: Request): boolean {
    const { origin, hostname } = new URL(url);
    return origin === MODEL_ORIGIN || hostname === CONTROL;
  }

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.hostname === CONTROL) return await this.#control(request, url.pathname.slice(1));
    const key = /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    const kept = this.#models.get(key);
    if (kept === undefined) return Response.json({ error: { code: "invalid_api_key" } }, { status: 401 });
    if (request.method !== "POST" || url.pathname !== "/v1/chat/completions")
      return new Response("not found", { status: 404 });
    const asked = (await request.json()) as ModelAsked;
    kept.asked.push(asked);
    const { status = 200, body } = kept.terms;
    if (body !== undefined || status !== 200) return new Response(body ?? "failed", { status });
    const message = { role: "assistant", content: contentOf(kept.terms, asked) };
    return Response.json({ object: "chat.completion", choices: [{ index: 0, message }] });
  }

  async #control(request: Request, key: string): Promise<Response> {
    const before = this.#models.get(key);
    if (request.method === "GET") return Response.json(before?.asked ?? []);
    this.#models.set(key, { terms: (await request.json()) as ModelTerms, asked: before?.asked ?? [] });
    return new Response(null, { status: 204 });
  }
}

function contentOf(
  { content, texts = [], isGullible = false }: ModelTerms,
  { messages }: ModelAsked,
): string {
  if (content !== undefined) return content;
  const { product } = JSON.parse(messages.at(-1)?.content ?? "{}") as { readonly product?: string };
  const told = isGullible ? /write: ?(.*)$/.exec(product ?? "")?.[1] : undefined;
  return JSON.stringify({
    texts: (told === undefined ? texts : [told]).map((text) => ({ tone: "warm", text })),
  });
}
