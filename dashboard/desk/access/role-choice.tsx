/** The choice of a role, with what it reaches: of those that the reader may give. */
import { NativeSelect } from "@mantine/core";
import { type Role, ROLES, scopesOfRole } from "../../../worker/access/people/roles.ts";
import { useText } from "../catalogues/catalogues.ts";
import { useMayGive } from "../grants/may.ts";
import { useRoleText } from "../parts/roles.ts";

interface RoleChoiceProps {
  readonly chosen: Role;
  readonly onChoose: (role: Role) => void;
}

export function RoleChoice({ chosen, onChoose }: RoleChoiceProps) {
  const say = useText();
  const roleText = useRoleText();
  const mayGive = useMayGive();
  const roles = ROLES.filter((role) => mayGive(scopesOfRole(role)));
  return (
    <NativeSelect
      label={say("role")}
      description={say(`does-${chosen}`)}
      mt="xs"
      value={chosen}
      onChange={({ currentTarget: { value } }) => onChoose(ROLES.find((role) => role === value) ?? chosen)}
      data={roles.map((role) => ({ value: role, label: roleText(role) }))}
    />
  );
}
