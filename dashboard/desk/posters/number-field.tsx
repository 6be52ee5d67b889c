/** A whole number to be typed. What is no number yet changes nothing. */
import { TextInput } from "@mantine/core";
import { useState } from "react";

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

export function NumberField({ label, value, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      type="number"
      step={1}
      label={label}
      value={typed ?? String(value)}
      onChange={({ currentTarget: { value: text } }) => {
        setTyped(text);
        if (/^-?\d{1,6}$/.test(text)) onChange(Number(text));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
