/** The classes of objects that send and receive, by short names. */
export type ObjectClass = "ledger" | "book" | "journey" | "tree" | "guard" | "notifier" | "webhook";
