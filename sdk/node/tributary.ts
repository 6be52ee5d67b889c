/** What a server imports of the package `tributary-node`. */
export type * from "./api.d.ts";
export type { Answered, Asked, CallSettings, ListPath } from "./calls.ts";
export { type ClientOptions, createTributary, type Tributary } from "./client.ts";
export {
  createOrderTeller,
  type OrderEventData,
  type OrderEventType,
  type OrderTeller,
  type OrderTellerOptions,
} from "./orders.ts";
export { type ProblemCode, TributaryProblem } from "./problem.ts";
export {
  type EventType,
  type MessageHeaders,
  type TributaryEvent,
  verifyWebhook,
  WebhookVerificationError,
} from "./webhooks.ts";
