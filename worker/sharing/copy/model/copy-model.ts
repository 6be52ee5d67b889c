/**
 * The one client of the model that the operator names: an API as OpenAI's chat completions. Nothing is followed elsewhere, and
 * an answer has bounds of time and size. What it says goes into no log.
 */
import { parseJson } from "../../../platform/json-text.ts";
import { boundedBody, type OutsideNetwork, OWN_NETWORK } from "../../../platform/outside-network.ts";
import { completionSchema, type ModelText, writtenTextsSchema } from "./model-answers.shapes.ts";

const ANSWERED_WITHIN_MS = 15_000;
const MOST_BYTES = 65_536;

export interface CopyModel {
  readonly url: string;
  readonly name: string;
  /** Empty: the API asks for none. */
  readonly key: string;
}

type ModelSettings = Partial<Pick<Env, "COPY_MODEL_URL" | "COPY_MODEL_NAME" | "COPY_MODEL_KEY">>;

/** Undefined where none is set. */
export function copyModelOf({
  COPY_MODEL_URL: url = "",
  COPY_MODEL_NAME: name = "",
  COPY_MODEL_KEY: key = "",
}: ModelSettings): CopyModel | undefined {
  return url === "" || name === "" ? undefined : { url: url.replace(/\/$/, ""), name, key };
}

/** The model gave no texts. Says which way, and nothing that it was asked or answered. */
class ModelFault extends Error {
  override readonly name = "ModelFault";
}

/** Where the model is asked: it is the operator's, so that it may be on this machine. */
export type ModelNetwork = OutsideNetwork & ModelSettings;

/** What is asked: rules of ours, and data of others. */
export interface ModelPrompt {
  readonly rules: string;
  readonly data: object;
}

/** @throws ModelFault */
export async function askModel(
  network: ModelNetwork,
  model: CopyModel,
  prompt: ModelPrompt,
  withinMs: number = ANSWERED_WITHIN_MS,
): Promise<ModelText[]> {
  const signal = AbortSignal.timeout(withinMs);
  const text = await Promise.race([contentOf(network, model, prompt, signal), late(signal)]);
  // Models put a fence around JSON, or think aloud before it.
  const written = parseJson(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  const read = writtenTextsSchema.safeParse(written);
  if (!read.success) throw new ModelFault("the model wrote no texts in the form that it was asked for");
  return read.data.texts;
}

/** Rejects when the time is over, also where a network does not heed the signal, or an answer comes byte by byte. */
async function late(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new ModelFault("the model did not answer in time")), {
      once: true,
    });
  });
}

async function contentOf(
  { VENDORS: network = OWN_NETWORK, VENDORS_ELSEWHERE: operators = network }: ModelNetwork,
  model: CopyModel,
  prompt: ModelPrompt,
  signal: AbortSignal,
): Promise<string> {
  const response = await send(operators, model, prompt, signal);
  const bytes = await boundedBody(response, MOST_BYTES).catch((): never => {
    throw new ModelFault("the model's answer broke off");
  });
  if (bytes === undefined) throw new ModelFault("the model's answer is too long");
  const read = completionSchema.safeParse(parseJson(bytes.toString("utf8")));
  const content = read.data?.choices[0]?.message.content;
  if (content === undefined)
    throw new ModelFault("the model's API answered otherwise than as chat completions");
  return content;
}

/** @returns an answer of status 200. */
async function send(
  network: Pick<Fetcher, "fetch">,
  { url, name, key }: CopyModel,
  { rules, data }: ModelPrompt,
  signal: AbortSignal,
): Promise<Response> {
  const body = JSON.stringify({
    model: name,
    messages: [
      { role: "system", content: rules },
      { role: "user", content: JSON.stringify(data) },
    ],
    response_format: { type: "json_object" },
  });
  const headers = {
    accept: "application/json",
    "content-type": "application/json",
    "user-agent": "Tributary/1",
    ...(key === "" ? {} : { authorization: `Bearer ${key}` }),
  };
  const asked = { method: "POST", headers, body, redirect: "manual", signal } as const;
  const response = await network.fetch(`${url}/chat/completions`, asked).catch((): never => {
    throw new ModelFault("the model's API did not answer");
  });
  if (response.status === 200) return response;
  await response.body?.cancel();
  throw new ModelFault(`the model's API answered ${response.status}`);
}
