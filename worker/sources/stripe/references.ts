/** Who brought a payment and who made it, as Stripe's objects carry it: tokens, promotion codes, customers. */
import { isTokenShaped } from "../token-shaped.ts";
import type { Discounts, Promotion } from "./objects.shapes.ts";
import type { StripeSettings } from "./stripe.shapes.ts";

type Metadata = Readonly<Record<string, string>> | null | undefined;

export interface References {
  readonly clickTokens?: readonly string[];
  readonly couponCode?: string;
  readonly customerId?: string;
}

/** What an object says of its buyer. */
export interface Referring {
  /** The object's own, then that of what it belongs to. */
  readonly metadata: readonly Metadata[];
  readonly clientReference?: string | null | undefined;
  readonly customer: string | null | undefined;
  /** Whether the customer pays again and again: then only Stripe's id of it is the same each time. */
  readonly isRecurring: boolean;
  readonly promotions: readonly Promotion[];
}

export function referencesOf(referring: Referring, settings: StripeSettings): References {
  const { metadata, clientReference, promotions } = referring;
  const inMetadata = metadata.flatMap((members) => members?.[settings.tokenMetadata] ?? []);
  const ofReference = clientReference != null && isTokenShaped(clientReference) ? [clientReference] : [];
  const tokens = inMetadata.length > 0 ? inMetadata : ofReference;
  const couponCode = couponOf(promotions, settings);
  const customerId = customerOf(referring, settings);
  return {
    ...(tokens.length === 0 ? {} : { clickTokens: tokens }),
    ...(couponCode === undefined ? {} : { couponCode }),
    ...(customerId === undefined ? {} : { customerId }),
  };
}

export function promotionsIn(discounts: Discounts): Promotion[] {
  return (discounts ?? []).flatMap((discount) =>
    typeof discount === "string" ? [] : [discount.promotion_code],
  );
}

function couponOf(promotions: readonly Promotion[], { promotionCodes }: StripeSettings): string | undefined {
  const [promotion] = promotions.filter((one) => one != null);
  if (promotion === undefined) return undefined;
  const id = typeof promotion === "string" ? promotion : promotion.id;
  const code = typeof promotion === "string" ? undefined : promotion.code;
  return promotionCodes[id] ?? code ?? id;
}

function customerOf(
  { metadata, clientReference, customer, isRecurring }: Referring,
  settings: StripeSettings,
): string | undefined {
  const { customerMetadata } = settings;
  const own =
    customerMetadata === undefined ? [] : metadata.flatMap((members) => members?.[customerMetadata] ?? []);
  const reference = clientReference != null && !isTokenShaped(clientReference) ? clientReference : undefined;
  const byStripe = settings.customer === "stripe" || isRecurring;
  const [first] = [...own, ...(byStripe ? [customer, reference] : [reference, customer])].filter(
    (one) => one != null && one !== "",
  );
  return first ?? undefined;
}
