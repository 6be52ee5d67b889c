/** What runs when a webhook of `custom` comes, and when its settings are put. */
import type { SourceCode } from "../source.ts";
import { faultsInCustom } from "./settings-faults.ts";
import { translateCustom } from "./translate.ts";
import { verifyCustom } from "./verify.ts";

export const CUSTOM_CODE: SourceCode = {
  verify: verifyCustom,
  translate: translateCustom,
  faultsInSettings: faultsInCustom,
};
