/** A field of a form with its label and what helps to fill it in. */
import "./forms.css";
import { type InputHTMLAttributes, useId } from "react";

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with what stands in it. */
  readonly fault?: string | undefined;
}

export function Field({ label, hint, fault, ...input }: FieldProps) {
  const id = useId();
  const descriptions = [hint === undefined ? "" : `${id}-hint`, fault === undefined ? "" : `${id}-fault`];
  const describedBy = descriptions.filter((one) => one !== "").join(" ");
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        aria-invalid={fault === undefined ? undefined : true}
        aria-describedby={describedBy === "" ? undefined : describedBy}
        {...input}
      />
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="quiet">
          {hint}
        </span>
      )}
      {fault === undefined ? null : (
        <span id={`${id}-fault`} className="bad" role="alert">
          {fault}
        </span>
      )}
    </p>
  );
}
