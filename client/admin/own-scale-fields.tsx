import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { suggestSlug, type DraftClass } from "./campaign-draft.ts";
import { Field } from "./field.tsx";
import { errorAt } from "./form-errors.ts";
import { directionOf, LANGUAGE_NAMES } from "./language-names.ts";
import type { DraftFieldsProps } from "./new-campaign-page.tsx";

/** Each class has a key from 1 to 9. */
const MOST_CLASSES = 9;
const FEWEST_CLASSES = 2;

/** A vocabulary of the campaign's own: its classes in order, worst first. */
export function OwnScaleFields(props: DraftFieldsProps) {
  const { t } = useTranslation("admin");
  const { draft, errors, onChange } = props;
  const classes = draft.ownClasses;
  const whole = errors.get("scale.classes") ?? errors.get("scale");
  const change = (at: number, part: Partial<DraftClass>) =>
    onChange({ ownClasses: classes.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  const swap = (at: number, other: number) =>
    onChange({
      ownClasses: classes.map((one, index) =>
        index === at ? (classes[other] ?? one) : index === other ? (classes[at] ?? one) : one,
      ),
    });
  return (
    <div className="own-scale">
      <Field label={t("new.scaleName")} error={errors.get("scale.name")} remedy={t("new.scaleNameMissing")}>
        {(control) => (
          <input
            {...control}
            className="input"
            value={draft.ownName}
            onChange={(event) => onChange({ ownName: event.target.value })}
          />
        )}
      </Field>
      <p className="quiet">{t("new.classesHint")}</p>
      <ol className="own-classes">
        {classes.map((one, at) => (
          <li key={one.key}>
            <ClassFields
              one={one}
              at={at}
              error={errorAt(errors, `scale.classes.${at}`)}
              languages={draft.languages}
              onChange={(part) => change(at, part)}
            />
            <div className="own-class-tools">
              <Button
                tone="quiet"
                aria-label={t("new.moveUp")}
                disabled={at === 0}
                onClick={() => swap(at, at - 1)}
              >
                <ArrowUp size={18} aria-hidden="true" />
              </Button>
              <Button
                tone="quiet"
                aria-label={t("new.moveDown")}
                disabled={at === classes.length - 1}
                onClick={() => swap(at, at + 1)}
              >
                <ArrowDown size={18} aria-hidden="true" />
              </Button>
              <Button
                tone="quiet"
                aria-label={t("new.removeClass")}
                disabled={classes.length <= FEWEST_CLASSES}
                onClick={() => onChange({ ownClasses: classes.filter((other) => other !== one) })}
              >
                <X size={18} aria-hidden="true" />
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {whole !== undefined && (
        <p className="field-error" role="alert">
          {t("new.classesWrong")} <bdi lang="en">{whole}</bdi>
        </p>
      )}
      <Button
        disabled={classes.length >= MOST_CLASSES}
        onClick={() =>
          onChange({
            ownClasses: [...classes, { key: crypto.randomUUID(), code: "", label: {}, isDamaged: true }],
          })
        }
      >
        <Plus size={18} aria-hidden="true" />
        {t("new.addClass")}
      </Button>
    </div>
  );
}

type ClassFieldsProps = {
  one: DraftClass;
  at: number;
  error: string | undefined;
  languages: DraftFieldsProps["draft"]["languages"];
  onChange: (part: Partial<DraftClass>) => void;
};

function ClassFields({ one, at, error, languages, onChange }: ClassFieldsProps) {
  const { t } = useTranslation("admin");
  return (
    <div className="own-class">
      {languages.map((language, index) => (
        <Field
          key={language}
          label={`${t("new.className", { number: at + 1 })}${languages.length === 1 ? "" : ` · ${LANGUAGE_NAMES[language]}`}`}
        >
          {(control) => (
            <input
              {...control}
              className="input"
              lang={language}
              dir={directionOf(language)}
              value={one.label[language] ?? ""}
              onChange={(event) => {
                const label = { ...one.label, [language]: event.target.value };
                const isFollowing = index === 0 && one.code === suggestSlug(one.label[language] ?? "");
                onChange(isFollowing ? { label, code: suggestSlug(event.target.value) } : { label });
              }}
            />
          )}
        </Field>
      ))}
      <Field label={t("new.classCode")} error={error} remedy={t("new.classCodeWrong")}>
        {(control) => (
          <input
            {...control}
            className="input"
            dir="ltr"
            spellCheck={false}
            value={one.code}
            onChange={(event) => onChange({ code: event.target.value })}
          />
        )}
      </Field>
      <label className="check">
        <input
          type="checkbox"
          checked={one.isDamaged}
          onChange={(event) => onChange({ isDamaged: event.target.checked })}
        />
        {t("new.classDamaged")}
      </label>
    </div>
  );
}
