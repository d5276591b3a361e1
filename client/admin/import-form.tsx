import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BatchSource } from "../../shared/batches.ts";
import { Button } from "../ui/button.tsx";
import { DropZone } from "./drop-zone.tsx";
import { Field } from "./field.tsx";
import { errorAt, errorsFrom } from "./form-errors.ts";
import { Refusal } from "./refusal.tsx";

type ImportFormProps = {
  /** Tells the files dropped here from those of other forms. */
  dropName: string;
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
  /** Resolves once the import has begun; rejects with `fault`. */
  onStart: (source: BatchSource) => Promise<unknown>;
  /** The options' fields. */
  children: ReactNode;
};

/** Takes the files of an import, or asks where they lie on the server, with what else may be stated of them. */
export function ImportForm(props: ImportFormProps) {
  const { t } = useTranslation("admin");
  const [path, setPath] = useState("");
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    props.onStart(sourceOf(path.trim())).catch(() => {}); // told as `fault`
  };
  return (
    <form className="step-form" onSubmit={handleSubmit}>
      <DropZone
        name={props.dropName}
        isPending={props.isPending}
        onImport={(uploads) => props.onStart({ uploads })}
      />
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

/** An address is fetched; everything else is a place on the server. */
function sourceOf(place: string): BatchSource {
  return /^https?:\/\//i.test(place) ? { url: place } : { path: place };
}
