/** A binding: the promoter that a customer belongs to, from a time on. */
import type { PromoterRef } from "../kernel/ids.ts";

export interface BindingView {
  readonly customerId: string;
  readonly promoter: PromoterRef;
  readonly boundAtMs: number;
  /** When its protection ends; null when it stands for ever. */
  readonly expiresAtMs: number | null;
}
