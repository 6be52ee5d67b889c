/** The stand-in of a model's API on a port of this machine, for a service in a process of its own. */
import { openOrigin, type Origin } from "../browser/origin.ts";
import { CopyModels, type ModelTerms } from "./copy-models.ts";

/** By which the model is known. */
const KEY = "key-of-the-model";

export class CopyModelsServer {
  readonly #models = new CopyModels();
  #origin: Origin | undefined;

  /** @returns what the service is started with. */
  async listen(): Promise<Record<string, string>> {
    this.#origin = await openOrigin("127.0.0.1", async ({ method, url, headers: said, body }) => {
      const headers = { authorization: said.authorization ?? "" };
      const answer = await this.#models.handle(
        new Request(url, { method, headers, ...(method === "POST" ? { body } : {}) }),
      );
      const type = { "content-type": "application/json" };
      return { status: answer.status, headers: type, body: await answer.text() };
    });
    return {
      COPY_MODEL_URL: `${this.#origin.url}/v1`,
      COPY_MODEL_NAME: "writer-1",
      COPY_MODEL_KEY: KEY,
    };
  }

  async say(terms: ModelTerms): Promise<void> {
    const body = JSON.stringify(terms);
    await this.#models.handle(new Request(`http://control.models/${KEY}`, { method: "PUT", body }));
  }

  async close(): Promise<void> {
    await this.#origin?.close();
  }
}
