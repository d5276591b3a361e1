import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { Field } from "./field.tsx";
import { errorAt, errorsFrom } from "./form-errors.ts";
import { Refusal } from "./refusal.tsx";

type ImportFormProps = {
  label: string;
  hint: string;
  placeholder: string;
  /** Something was imported before: the way on is elsewhere, so the button stands back. */
  isRepeat: boolean;
  /** Options that need a look are shown; otherwise the visitor opens them. */
  areOptionsOpen?: boolean;
  isPending: boolean;
  /** Why the last attempt was refused; null when it was not. */
  fault: Error | null;
  onStart: (path: string) => void;
  /** The options' fields. */
  children: ReactNode;
};

/** Asks where the files of an import lie on the server, with what else may be stated of them. */
export function ImportForm(props: ImportFormProps) {
  const { t } = useTranslation("admin");
  const [path, setPath] = useState("");
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    props.onStart(path.trim());
  };
  return (
    <form className="step-form" onSubmit={handleSubmit}>
      <Field label={props.label} hint={props.hint} error={errorAt(errorsFrom(props.fault), "source")}>
        {(control) => (
          <input
            {...control}
            className="input"
            dir="ltr"
            required
            spellCheck={false}
            placeholder={props.placeholder}
            value={path}
            onChange={(event) => setPath(event.target.value)}
          />
        )}
      </Field>
      <details open={props.areOptionsOpen === true ? true : undefined}>
        <summary>{t("import.options")}</summary>
        <div className="step-options">{props.children}</div>
      </details>
      <Button
        tone={props.isRepeat ? "plain" : "primary"}
        type="submit"
        disabled={props.isPending || path.trim() === ""}
      >
        {t("import.start")}
      </Button>
      {props.fault !== null && <Refusal fault={props.fault} />}
    </form>
  );
}
