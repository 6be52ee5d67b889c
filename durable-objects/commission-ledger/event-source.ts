/**
 * Who an event came from: the ids of the merchant, of operators (`owner`) and of the order's owner itself (`clock`) never
 * meet. Callers choose ids of the first two, so whatever the owner makes of itself is a `clock`'s.
 */
export type EventSource = "merchant" | "owner" | "clock";
