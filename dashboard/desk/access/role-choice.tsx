/** The choice of a role, with what it reaches. */
import { NativeSelect } from "@mantine/core";
import { useText } from "../catalogues/catalogues.ts";
import { type Role, ROLES, useRoleText } from "../parts/roles.ts";

interface RoleChoiceProps {
  readonly chosen: Role;
  readonly onChoose: (role: Role) => void;
}

export function RoleChoice({ chosen, onChoose }: RoleChoiceProps) {
  const say = useText();
  const roleText = useRoleText();
  return (
    <NativeSelect
      label={say("role")}
      description={say(`does-${chosen}`)}
      mt="xs"
      value={chosen}
      onChange={({ currentTarget: { value } }) => onChoose(ROLES.find((role) => role === value) ?? chosen)}
      data={ROLES.map((role) => ({ value: role, label: roleText(role) }))}
    />
  );
}
