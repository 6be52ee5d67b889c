/** The picture of a material: read from a file here, and kept with the material. */
import { Button } from "@mantine/core";
import { useId, useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import type { Draft } from "./draft-material.ts";
import css from "./materials.module.css";

/** As the API takes. */
const MOST_BYTES = 300_000;

interface PictureFieldProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

export function PictureField({ draft, onChange }: PictureFieldProps) {
  const say = useText();
  const id = useId();
  const [isTooLarge, setTooLarge] = useState(false);
  const read = (file: File | undefined): void => {
    if (file === undefined) return;
    setTooLarge(file.size > MOST_BYTES);
    if (file.size > MOST_BYTES) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      if (typeof reader.result === "string") onChange({ ...draft, picture: reader.result });
    });
    reader.readAsDataURL(file);
  };
  return (
    <div className={css["field"]}>
      <label htmlFor={id}>{say("picture")}</label>
      <input
        id={id}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        required={draft.kind === "picture" && draft.picture === ""}
        aria-describedby={`${id}-hint`}
        onChange={(event) => read(event.currentTarget.files?.[0])}
      />
      <p id={`${id}-hint`} role={isTooLarge ? "alert" : undefined}>
        {say(isTooLarge ? "picture-too-large" : "picture-hint")}
      </p>
      {draft.picture === "" ? null : (
        <>
          <img className={css["picture"]} src={draft.picture} alt={draft.title} />
          <Button size="xs" mt="xs" variant="default" onClick={() => onChange({ ...draft, picture: "" })}>
            {say("no-picture")}
          </Button>
        </>
      )}
    </div>
  );
}
