/** What is wrong with what a merchant sets: expressions, each with its place, and settings that contradict each other. */
import type { Fault } from "../../http/problem.ts";
import { namedTwice } from "../contradictions.ts";
import type { CustomSettings } from "./custom.shapes.ts";
import { faultIn } from "./expressions.ts";
import { isModest } from "./work.ts";

export function faultsInCustom(settings: unknown): Fault[] {
  const { type, fields, signature, values } = settings as CustomSettings;
  const expressions = [["type", type] as const, ...Object.entries(fields).map(fieldOf)];
  const timeHeader = signature.timestampHeader?.toLowerCase();
  const faults = [
    ...expressions.flatMap(([path, expression]) => {
      const message = expression === null ? undefined : faultIn(expression);
      return message === undefined ? [] : [{ path, message }];
    }),
    ...namedTwice(
      ["signature.header", signature.header.toLowerCase()],
      ["signature.timestampHeader", timeHeader],
    ),
    ...(fields.orderId === null ? [needed("orderId")] : []),
    ...(fields.amount === null && Object.values(values).includes("order.paid") ? [needed("amount")] : []),
  ];
  if (faults.length > 0 || isModest(expressions.flatMap(([, expression]) => expression ?? []))) return faults;
  return [{ path: "fields", message: "its expressions do too much for each value of a body" }];
}

/** Without it nothing could be made of a message. */
function needed(field: keyof CustomSettings["fields"]): Fault {
  return { path: `fields.${field}`, message: "expected an expression" };
}

function fieldOf([name, expression]: [string, string | null]): readonly [string, string | null] {
  return [`fields.${name}`, expression];
}
