/** Checkouts that sign the bytes of their webhooks alone: their headers, and a secret of each. */

export interface Signer {
  readonly source: "shopify" | "woocommerce";
  readonly secret: string;
  readonly signatureHeader: string;
  readonly topicHeader: string;
  readonly idHeader: string;
}

export const SHOPIFY: Signer = {
  source: "shopify",
  secret: "3f9c1b0d5e7a42c88d6e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e",
  signatureHeader: "x-shopify-hmac-sha256",
  topicHeader: "x-shopify-topic",
  idHeader: "x-shopify-webhook-id",
};

export const WOOCOMMERCE: Signer = {
  source: "woocommerce",
  secret: "kq7Rk1tXwU0Jp3bV9sLzHfN6yGdM2cEa",
  signatureHeader: "x-wc-webhook-signature",
  topicHeader: "x-wc-webhook-topic",
  idHeader: "x-wc-webhook-delivery-id",
};
