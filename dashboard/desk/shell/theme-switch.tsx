/** Light, dark, or as the machine has it. */
import { type MantineColorScheme, NativeSelect, useMantineColorScheme } from "@mantine/core";
import { useText } from "../catalogues/catalogues.ts";

export function ThemeSwitch() {
  const say = useText();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <NativeSelect
      size="xs"
      aria-label={say("appearance")}
      value={colorScheme}
      onChange={(event) => setColorScheme(event.currentTarget.value as MantineColorScheme)}
      data={[
        { value: "auto", label: say("appearance-auto") },
        { value: "light", label: say("appearance-light") },
        { value: "dark", label: say("appearance-dark") },
      ]}
    />
  );
}
