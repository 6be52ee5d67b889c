/** A mistake that is planted into the code before it is loaded. */
import type { PlantedFault } from "../../support/planted-fault.ts";

export interface DeliberateFault extends PlantedFault {
  /** A seed that found it, where few do: the search begins there, and goes on with the next should that have changed. */
  readonly seed?: number;
  /** A seed whose small world finds it, and of those a cheap one. Where none is named, full worlds look for it. */
  readonly small?: number;
}
