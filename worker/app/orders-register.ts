/** The routes by which orders and their events come in. */
import type { Registrar } from "../access/api-env.ts";
import { registerConversions } from "../orders/conversions.routes.ts";
import { registerWaitingEvents } from "../orders/lists/waiting-events.routes.ts";
import { registerOrderEvents } from "../orders/order-events.routes.ts";
import { registerSources } from "../sources/sources.routes.ts";
import { registerSourceApiKeys } from "../sources/catch-up/api-keys.routes.ts";
import { registerCatchUps } from "../sources/catch-up/catch-up.routes.ts";
import { registerUnusableWebhooks } from "../sources/unusable-webhooks.routes.ts";
import { registerWebhooks } from "../sources/webhooks.routes.ts";

import { registerPlanOrder } from "../orders/late/decide-again.routes.ts";

export const ORDER_ROUTES: readonly Registrar[] = [
  registerConversions,
  registerPlanOrder,
  registerOrderEvents,
  registerWaitingEvents,
  registerWebhooks,
  registerSources,
  registerSourceApiKeys,
  registerCatchUps,
  registerUnusableWebhooks,
];
