import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";

/** What a control needs to be named, explained and marked as wrong. */
export type ControlProps = {
  id: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
};

type FieldProps = {
  label: string;
  hint?: string;
  /** The schema's or the server's complaint; shown below what this screen says of it in the reader's language. */
  error?: string | undefined;
  /** What to do about it, in the reader's language. */
  remedy?: string;
  children: (control: ControlProps) => ReactNode;
};

/** A field with its name, its hint and what is wrong with it, tied together for screen readers. */
export function Field({ label, hint, error, remedy, children }: FieldProps) {
  const { t } = useTranslation("admin");
  const id = useId();
  const isWrong = error !== undefined;
  const described = [hint === undefined ? "" : `${id}-hint`, isWrong ? `${id}-error` : ""].join(" ").trim();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-invalid": isWrong ? true : undefined,
        "aria-describedby": described === "" ? undefined : described,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="field-hint">
          {/* An address keeps its own direction. */}
          <bdi>{hint}</bdi>
        </p>
      )}
      {isWrong && (
        <p id={`${id}-error`} className="field-error">
          {remedy ?? t("new.checkThis")}{" "}
          <bdi lang="en" className="quiet">
            {error}
          </bdi>
        </p>
      )}
    </div>
  );
}
