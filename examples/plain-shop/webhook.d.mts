/** The types of `webhook.mjs`, for callers in TypeScript. */
export interface Merchant {
  /** Origin of the service. */
  readonly tributary: string;
  readonly program: string;
  /** `whsec_` and base64, as it was shown when the program was made. */
  readonly webhookSecret: string;
}

export function sendWebhook(merchant: Merchant, id: string, type: string, data: object): Promise<unknown>;
