/** What is to be said of one thing that happened, as its owner says it: without its number in the log, and without currency. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { NotificationData, NotificationType } from "./catalogue.ts";

/** Members that are kept beside the data, or are the program's. */
type Apart = "currency" | "memberId" | "customerId";

interface NotificationOf<Type extends NotificationType> {
  readonly type: Type;
  /** What tells it from every other one of the program. The same when it is said again. */
  readonly key: readonly (string | number)[];
  readonly occurredAtMs: number;
  /** The promoter who may read it; null where it is the merchant's alone. */
  readonly promoter: PromoterRef | null;
  /** The merchant's id of the member or customer whom it names. */
  readonly person: string | null;
  readonly data: Omit<NotificationData[Type], Apart>;
}

export type Notification = { readonly [Type in NotificationType]: NotificationOf<Type> }[NotificationType];
