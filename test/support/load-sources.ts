/**
 * Sources of webhooks are loaded at their first use. In tests that asks another process, on behalf of the request that came
 * first: others at the same moment would wait for it in vain. So each runtime has them before.
 */
import { SOURCES } from "../../worker/sources/sources.ts";

await Promise.all(Object.values(SOURCES).map(async ({ load }) => await load()));
