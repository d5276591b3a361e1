import { useTranslation } from "react-i18next";
import { LANGUAGES, type Language } from "../../shared/text.ts";
import { slugOf } from "./campaign-draft.ts";
import { Field } from "./field.tsx";
import { errorAt } from "./form-errors.ts";
import { LANGUAGE_NAMES } from "./language-names.ts";
import type { DraftFieldsProps } from "./new-campaign-page.tsx";
import { TextFields } from "./text-fields.tsx";

/** What the campaign is called and what it tells, in each of its languages, and its address. */
export function StoryFields({ draft, errors, onChange }: DraftFieldsProps) {
  const { t } = useTranslation("admin");
  const toggle = (language: Language, isOn: boolean) =>
    onChange({
      languages: LANGUAGES.filter((one) => (one === language ? isOn : draft.languages.includes(one))),
    });
  return (
    <fieldset className="panel">
      <legend>{t("new.story")}</legend>
      <fieldset className="inline-choices">
        <legend>{t("new.languages")}</legend>
        {LANGUAGES.map((language) => (
          <label key={language} className="check" lang={language}>
            <input
              type="checkbox"
              checked={draft.languages.includes(language)}
              aria-invalid={errorAt(errors, "languages") === undefined ? undefined : true}
              onChange={(event) => toggle(language, event.target.checked)}
            />
            {LANGUAGE_NAMES[language]}
          </label>
        ))}
      </fieldset>
      {errorAt(errors, "languages") !== undefined && (
        <p className="field-error">{t("new.languageMissing")}</p>
      )}
      <TextFields
        label={t("new.titleField")}
        languages={draft.languages}
        value={draft.title}
        error={errorAt(errors, "title")}
        remedy={t("new.titleMissing")}
        onChange={(title) => onChange({ title })}
      />
      <Field
        label={t("new.slug")}
        hint={`${location.origin}/campaigns/${slugOf(draft)}`}
        error={errorAt(errors, "slug")}
        remedy={t("new.slugWrong")}
      >
        {(control) => (
          <input
            {...control}
            className="input"
            dir="ltr"
            spellCheck={false}
            autoCapitalize="off"
            value={slugOf(draft)}
            onChange={(event) => onChange({ slug: event.target.value })}
          />
        )}
      </Field>
      <TextFields
        label={t("new.text")}
        rows={5}
        languages={draft.languages}
        value={draft.text}
        error={errorAt(errors, "text")}
        onChange={(text) => onChange({ text })}
      />
      <TextFields
        label={t("new.notice")}
        hint={t("new.noticeHint")}
        rows={2}
        languages={draft.languages}
        value={draft.contentNotice}
        error={errorAt(errors, "contentNotice")}
        onChange={(contentNotice) => onChange({ contentNotice })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={draft.blurPictures}
          onChange={(event) => onChange({ blurPictures: event.target.checked })}
        />
        {t("new.blur")}
      </label>
    </fieldset>
  );
}
