/** Texts that a model writes beside those of templates: looked through as those are, and never in the way of them. */
import { createHash } from "node:crypto";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import { isUsableModelText } from "../../../../domain/sharing/model-text.ts";
import { PLATFORMS } from "../../../../domain/sharing/platforms.ts";
import {
  type CopyTemplate,
  type ShareText,
  shareTexts,
  type WantedCopy,
} from "../../../../domain/sharing/share-text.ts";
import { logError } from "../../../../durable-objects/object/log.ts";
import { requestCounts } from "../../../http/traffic/request-log.ts";
import { askModel, type CopyModel, type ModelPrompt } from "./copy-model.ts";
import type { ModelText } from "./model-answers.shapes.ts";
import { type AskedCopy, keepWritten, noteQuestion, writtenBefore } from "./model-copies.tables.ts";
import type { ModelOutcome } from "./outcomes.ts";
import { promptOf } from "./model-prompt.ts";

export interface ModelAsking {
  readonly programId: string;
  readonly program: number;
  /** Null: the merchant asks. */
  readonly promoter: PromoterRef | null;
  readonly count: number;
}

export interface ModelTexts {
  readonly outcome: ModelOutcome;
  readonly texts: readonly ShareText[];
}

/** Fails never: templates are there without it. */
export async function modelTexts(
  env: Env,
  model: CopyModel,
  asking: ModelAsking,
  wanted: WantedCopy,
): Promise<ModelTexts> {
  try {
    const texts = await writtenTexts(env, model, asking, promptOf(wanted, asking.count));
    requestCounts.addModelAnswer(asking.programId, texts === undefined ? "limited" : "answered");
    return texts === undefined
      ? { outcome: "limited", texts: [] }
      : { outcome: "answered", texts: usableTexts(texts, wanted).slice(0, asking.count) };
  } catch (error) {
    requestCounts.addModelAnswer(asking.programId, "failed");
    logError("copy_model_failed", error, { program: asking.programId });
    return { outcome: "failed", texts: [] };
  }
}

/** As the model wrote them, now or within the last hour; undefined where it is asked too often. */
async function writtenTexts(
  env: Env,
  model: CopyModel,
  { program, promoter }: ModelAsking,
  prompt: ModelPrompt,
): Promise<readonly ModelText[] | undefined> {
  const nowMs = Date.now();
  const asked: AskedCopy = { program, promoter, asked: digestOf(model, prompt) };
  const before = await writtenBefore(env.CONFIG, asked, nowMs);
  if (before !== undefined) return before;
  const number = await noteQuestion(env.CONFIG, asked, nowMs);
  if (number === undefined) return undefined;
  const texts = await askModel(env, model, prompt);
  await keepWritten(env.CONFIG, number, texts);
  return texts;
}

function digestOf({ url, name }: CopyModel, prompt: ModelPrompt): string {
  return createHash("sha256")
    .update(JSON.stringify([url, name, prompt]))
    .digest("hex");
}

/** Those that say words alone, filled and flagged as templates are. */
function usableTexts(written: readonly ModelText[], wanted: WantedCopy): ShareText[] {
  const { product = "", occasion = "", program = "", link } = wanted.values;
  const hasLink =
    link !== undefined && (wanted.platform === undefined || PLATFORMS[wanted.platform].hasLinks);
  const terms = { said: [product, occasion, program], hasLink };
  const distinct = new Map(written.map((one) => [one.text, one]));
  const templates = [...distinct.values()]
    .filter(({ text }) => isUsableModelText(text, terms))
    .map(({ text, tone }): CopyTemplate => {
      const { language } = wanted;
      return { id: "", language, tone: wanted.tone ?? tone, platform: null, occasion: null, text };
    });
  return shareTexts(templates, wanted);
}
