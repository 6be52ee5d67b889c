/** What every model would make of the same evidence. */
import type { AttributionModel } from "../program/settings.ts";
import type { Credit, JudgedTouch } from "./attribution.ts";
import { type AttributeInput, judgeTouches } from "./judge.ts";
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
  const by = (model: AttributionModel) => weigh(eligible, { model, halfLifeMs });
  return {
    touches,
    credits: {
      first_click: by("first_click"),
      last_click: by("last_click"),
      linear: by("linear"),
      time_decay: by("time_decay"),
      position_based: by("position_based"),
    },
  };
}
