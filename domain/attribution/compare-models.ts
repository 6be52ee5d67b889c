/** What every model would make of the same evidence. */
import { recordOf } from "../kernel/records.ts";
import type { Credit, JudgedTouch } from "./attribution.ts";
import { type AttributeInput, judgeTouches } from "./judge.ts";
import { ATTRIBUTION_MODELS, type AttributionModel } from "./models/models.ts";
import { weigh } from "./weigh.ts";

export interface ModelComparison {
  readonly touches: readonly JudgedTouch[];
  readonly credits: Readonly<Record<AttributionModel, readonly Credit[]>>;
}

/** Judges the touches once and weighs those that are eligible by each model. Coupons and bindings are left out. */
export function compareModels(input: AttributeInput): ModelComparison {
  const touches = judgeTouches(input);
  const eligible = touches.filter((touch) => touch.verdict === "counted");
  const { halfLifeMs } = input.policy;
  return {
    touches,
    credits: recordOf(ATTRIBUTION_MODELS, (model) => weigh(eligible, { model, halfLifeMs })),
  };
}
