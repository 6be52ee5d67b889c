/** What runs when a webhook of `standard` comes. */
import type { SourceCode } from "../source.ts";
import { translateStandard } from "./translate.ts";
import { verifyStandardWebhook } from "./verify.ts";

export const STANDARD_CODE: SourceCode = { verify: verifyStandardWebhook, translate: translateStandard };
