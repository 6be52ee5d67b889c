/** The stand-in of WeChat Pay's transfers on a port of this machine, for a service in a process of its own. */
import { openOrigin, type Origin } from "../browser/origin.ts";
import { WechatTransfers, type TransfersSeen, type TransferTerms } from "./transfers.ts";

export class TransfersServer {
  readonly #transfers = new WechatTransfers();
  #origin: Origin | undefined;

  /** @returns its origin. */
  async listen(): Promise<string> {
    this.#origin = await openOrigin("127.0.0.1", async ({ method, url, headers, body }) => {
      const sent = method === "POST" ? { body } : {};
      const { authorization = "" } = headers;
      const asked = new Request(url, { method, headers: { authorization }, ...sent });
      const answer = await this.#transfers.handle(asked);
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: await answer.text(),
      };
    });
    return this.#origin.url;
  }

  async say(merchantId: string, terms: TransferTerms): Promise<void> {
    const body = JSON.stringify(terms);
    await this.#transfers.handle(
      new Request(`http://control.transfers/${merchantId}`, { method: "PUT", body }),
    );
  }

  async seen(merchantId: string): Promise<TransfersSeen> {
    const answer = await this.#transfers.handle(new Request(`http://control.transfers/${merchantId}`));
    return (await answer.json()) as TransfersSeen;
  }

  async close(): Promise<void> {
    await this.#origin?.close();
  }
}
