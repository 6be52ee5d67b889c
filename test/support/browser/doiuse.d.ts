/** The package has types, and does not say where. */
declare module "doiuse" {
  import type { Node, Plugin } from "postcss";

  interface Usage {
    /** By the name of caniuse. */
    readonly feature: string;
    readonly usage: Node;
  }

  export default class DoIUse implements Plugin {
    constructor(options: {
      readonly browsers: readonly string[];
      readonly ignore: readonly string[];
      readonly onFeatureUsage: (usage: Usage) => void;
    });
    postcssPlugin: string;
  }
}
