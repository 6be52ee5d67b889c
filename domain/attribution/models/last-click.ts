/** Last click: who brought the buyer last earned the order. */
import type { Model } from "./model.ts";

export const lastClick: Model = {
  means: "the newest touch earns the order",
  weigh: (touches) => touches.map((_, index) => (index === touches.length - 1 ? 1n : 0n)),
};
