/** A picture that is kept with what shows it: read from a file here. */
import { Button } from "@mantine/core";
import { useId, useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import css from "./picture-field.module.css";

/** As the API takes. */
const MOST_BYTES = 300_000;

interface PictureFieldProps {
  readonly label: string;
  /** Its `data:` address; empty: there is none. */
  readonly value: string;
  readonly alt: string;
  readonly isRequired?: boolean;
  readonly onChange: (value: string) => void;
}

export function PictureField({ label, value, alt, isRequired = false, onChange }: PictureFieldProps) {
  const say = useText();
  const id = useId();
  const [isTooLarge, setTooLarge] = useState(false);
  const read = (file: File | undefined): void => {
    if (file === undefined) return;
    setTooLarge(file.size > MOST_BYTES);
    if (file.size > MOST_BYTES) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      if (typeof reader.result === "string") onChange(reader.result);
    });
    reader.readAsDataURL(file);
  };
  return (
    <div className={css["field"]}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        required={isRequired && value === ""}
        aria-describedby={`${id}-hint`}
        onChange={(event) => read(event.currentTarget.files?.[0])}
      />
      <p id={`${id}-hint`} role={isTooLarge ? "alert" : undefined}>
        {say(isTooLarge ? "picture-too-large" : "picture-hint")}
      </p>
      {value === "" ? null : (
        <>
          <img className={css["picture"]} src={value} alt={alt} />
          <Button size="xs" mt="xs" variant="default" onClick={() => onChange("")}>
            {say("no-picture")}
          </Button>
        </>
      )}
    </div>
  );
}
