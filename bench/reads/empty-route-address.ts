/** Where the empty route answers, and to whom. */
export const EMPTY_ROUTE = "/v1/programs/:program/promoters/:id/wallet";
export const TOKEN = "operator-of-the-benchmark";
