import type { Language } from "../../shared/text.ts";
import type { DraftText } from "./campaign-draft.ts";
import { Field } from "./field.tsx";
import { directionOf, LANGUAGE_NAMES } from "./language-names.ts";

type TextFieldsProps = {
  label: string;
  hint?: string;
  /** More than one row makes it a text, one a line. */
  rows?: number;
  languages: readonly Language[];
  value: DraftText;
  error: string | undefined;
  remedy?: string;
  onChange: (value: DraftText) => void;
};

/** The same text in each language, one field below the other. */
export function TextFields({
  label,
  hint,
  rows = 1,
  languages,
  value,
  error,
  remedy,
  onChange,
}: TextFieldsProps) {
  return (
    <div className="text-fields">
      {languages.map((language, index) => {
        const isFirst = index === 0;
        return (
          <Field
            key={language}
            label={languages.length === 1 ? label : `${label} · ${LANGUAGE_NAMES[language]}`}
            {...(isFirst && hint !== undefined ? { hint } : {})}
            {...(remedy === undefined ? {} : { remedy })}
            error={isFirst ? error : undefined}
          >
            {(control) => {
              const props = {
                ...control,
                className: "input",
                lang: language,
                dir: directionOf(language),
                value: value[language] ?? "",
                onChange: (event: { target: { value: string } }) =>
                  onChange({ ...value, [language]: event.target.value }),
              };
              return rows === 1 ? <input {...props} /> : <textarea {...props} rows={rows} />;
            }}
          </Field>
        );
      })}
    </div>
  );
}
