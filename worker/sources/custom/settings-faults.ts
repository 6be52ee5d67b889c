/** What is wrong with expressions that a merchant sets: each fault with the setting, and the place within it. */
import type { Fault } from "../../http/problem.ts";
import type { CustomSettings } from "./custom.shapes.ts";
import { faultIn } from "./expressions.ts";

export function faultsInCustom(settings: unknown): Fault[] {
  const { type, fields } = settings as CustomSettings;
  const expressions = [["type", type] as const, ...Object.entries(fields).map(fieldOf)];
  return expressions.flatMap(([path, expression]) => {
    const message = expression === null ? undefined : faultIn(expression);
    return message === undefined ? [] : [{ path, message }];
  });
}

function fieldOf([name, expression]: [string, string | null]): readonly [string, string | null] {
  return [`fields.${name}`, expression];
}
