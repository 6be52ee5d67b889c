/** What is wrong with expressions that a merchant sets: each fault with the setting, and the place within it. */
import type { Fault } from "../../http/problem.ts";
import type { CustomSettings } from "./custom.shapes.ts";
import { faultIn } from "./expressions.ts";
import { isModest } from "./work.ts";

export function faultsInCustom(settings: unknown): Fault[] {
  const { type, fields } = settings as CustomSettings;
  const expressions = [["type", type] as const, ...Object.entries(fields).map(fieldOf)];
  const faults = expressions.flatMap(([path, expression]) => {
    const message = expression === null ? undefined : faultIn(expression);
    return message === undefined ? [] : [{ path, message }];
  });
  if (faults.length > 0 || isModest(expressions.flatMap(([, expression]) => expression ?? []))) return faults;
  return [{ path: "fields", message: "its expressions do too much for each value of a body" }];
}

function fieldOf([name, expression]: [string, string | null]): readonly [string, string | null] {
  return [`fields.${name}`, expression];
}
