/** A shop inside of workerd whose operator has set a model that writes share texts, with a stand-in for the model. */
import { env } from "cloudflare:workers";
import type { OutsideNetwork } from "../../../worker/platform/outside-network.ts";
import { type Answer, call } from "../api-client.ts";
import { openShop, type Shop } from "../shop.ts";
import { MODEL_ORIGIN, type ModelAsked, type ModelTerms } from "./copy-models.ts";

export interface ModelShop {
  readonly shop: Shop;
  say(terms: ModelTerms): Promise<void>;
  /** What the model was asked. */
  asked(): Promise<ModelAsked[]>;
  /** Asks for share texts. @param token the merchant's key where absent. */
  write(body: object, token?: string): Promise<Answer>;
}

export async function openModelShop(): Promise<ModelShop> {
  const shop = await openShop();
  const key = crypto.randomUUID();
  const set = { COPY_MODEL_URL: `${MODEL_ORIGIN}/v1`, COPY_MODEL_NAME: "writer-1", COPY_MODEL_KEY: key };
  const control = async (init: RequestInit): Promise<Response> => {
    const network = (env as OutsideNetwork).VENDORS;
    if (network === undefined) throw new Error("the tests bind a stand-in");
    return await network.fetch(`http://control.models/${key}`, init);
  };
  const say = async (terms: ModelTerms): Promise<void> => {
    await control({ method: "PUT", body: JSON.stringify(terms) });
  };
  await say({});
  return {
    shop,
    say,
    asked: async () => await (await control({ method: "GET" })).json<ModelAsked[]>(),
    write: async (body, token = shop.apiKey) =>
      await call("POST", `/v1/programs/${shop.id}/share-copy`, { token, body, env: { ...env, ...set } }),
  };
}
