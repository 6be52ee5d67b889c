/** The stand-in of WeChat's API on a port of this machine, for a service in a process of its own. */
import { openOrigin, type Origin } from "../browser/origin.ts";
import { Wechat, type WechatSeen, type WechatTerms } from "./wechat.ts";

export class WechatServer {
  readonly #wechat = new Wechat();
  #origin: Origin | undefined;

  /** @returns its origin. */
  async listen(): Promise<string> {
    this.#origin = await openOrigin("127.0.0.1", async ({ method, url, body }) => {
      const sent = method === "POST" ? { body } : {};
      const answer = await this.#wechat.handle(new Request(url, { method, ...sent }));
      const headers = { "content-type": "application/json" };
      return { status: answer.status, headers, body: await answer.text() };
    });
    return this.#origin.url;
  }

  async say(appId: string, terms: WechatTerms): Promise<void> {
    const body = JSON.stringify(terms);
    await this.#wechat.handle(new Request(`http://control.wechat/${appId}`, { method: "PUT", body }));
  }

  async seen(appId: string): Promise<WechatSeen> {
    const answer = await this.#wechat.handle(new Request(`http://control.wechat/${appId}`));
    return (await answer.json()) as WechatSeen;
  }

  async close(): Promise<void> {
    await this.#origin?.close();
  }
}
