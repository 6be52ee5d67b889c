/** First click: who brought the buyer first earned the order. */
import type { Model } from "./model.ts";

export const firstClick: Model = {
  means: "the oldest touch earns the order",
  weigh: (touches) => touches.map((_, index) => (index === 0 ? 1n : 0n)),
};
