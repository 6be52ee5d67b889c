/** Every model of attribution by its name. A new one is its file and one line here: settings, previews and tests follow. */
import { namesOf, recordOf } from "../../kernel/records.ts";
import { firstClick } from "./first-click.ts";
import { lastClick } from "./last-click.ts";
import { linear } from "./linear.ts";
import type { Model } from "./model.ts";
import { positionBased } from "./position-based.ts";
import { timeDecay } from "./time-decay.ts";

export const MODELS = {
  last_click: lastClick,
  first_click: firstClick,
  linear,
  time_decay: timeDecay,
  position_based: positionBased,
} as const satisfies Readonly<Record<string, Model>>;

export type AttributionModel = keyof typeof MODELS;

export const ATTRIBUTION_MODELS = namesOf(MODELS);

export const MODELS_MEAN = recordOf(ATTRIBUTION_MODELS, (model) => MODELS[model].means);
