/** The roles of people, in words. */
import { ROLES } from "../../../worker/access/people/roles.ts";
import { useText } from "../catalogues/catalogues.ts";

/** Says a role. One that this page does not know yet is shown as the API names it. */
export function useRoleText(): (role: string) => string {
  const say = useText();
  return (name) => {
    const role = ROLES.find((one) => one === name);
    return role === undefined ? name : say(`role-${role}`);
  };
}
