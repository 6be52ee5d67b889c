/** All routes of the intake. */
import type { Registrar } from "../api/api-env.ts";
import { registerConversions } from "./conversions.ts";
import { registerOrderEvents } from "./order-events.ts";
import { registerUnusableWebhooks } from "./unusable-webhooks.ts";
import { registerWebhooks } from "./webhooks.ts";

export const INTAKE: readonly Registrar[] = [
  registerConversions,
  registerOrderEvents,
  registerWebhooks,
  registerUnusableWebhooks,
];
