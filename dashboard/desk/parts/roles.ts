/** The roles of people, in words. */
import type { Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";

export type Role = Schemas["NewPerson"]["role"];

/** From the one that reaches furthest. */
export const ROLES = [
  "owner",
  "finance",
  "marketing",
  "support",
  "viewer",
] as const satisfies readonly Role[];

/** Says a role. One that this page does not know yet is shown as the API names it. */
export function useRoleText(): (role: string) => string {
  const say = useText();
  return (name) => {
    const role = ROLES.find((one) => one === name);
    return role === undefined ? name : say(`role-${role}`);
  };
}
