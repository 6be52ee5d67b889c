/** Linear: every touch earned the same part. A promoter's touches add up. */
import type { Model } from "./model.ts";

export const linear: Model = {
  means: "every touch has the same share",
  weigh: (touches) => touches.map(() => 1n),
};
