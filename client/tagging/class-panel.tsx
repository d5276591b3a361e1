import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { CannotTell } from "../../shared/votes.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";
import { chooseCannotTell, chooseClass, type Draft } from "./draft.ts";
import type { Question } from "./question.ts";

type ClassPanelProps = {
  draft: Draft;
  question: Question;
  scale: Campaign["scale"];
  /** Whether the reasons why nothing can be told stand in place of the classes. */
  isTellingWhy: boolean;
  onTellWhy: (isTellingWhy: boolean) => void;
  onChange: (draft: Draft) => void;
};

/** How badly: the classes of the campaign's scale, or why it cannot be told. */
export function ClassPanel(props: ClassPanelProps) {
  return props.isTellingWhy ? <Reasons {...props} /> : <Classes {...props} />;
}

function Classes({ draft, question, scale, onTellWhy, onChange }: ClassPanelProps) {
  const { t } = useTranslation("tagging");
  const labelOf = useClassLabel(scale);
  const looks = classLooks(scale.classes);
  return (
    <fieldset className="class-panel">
      <legend className="visually-hidden">{t("class.legend")}</legend>
      {question.asks.class &&
        question.classes.map(({ code }, at) => (
          <button
            key={code}
            type="button"
            className="choice choice-class"
            aria-pressed={draft.class === code}
            aria-keyshortcuts={String(at + 1)}
            onClick={() => onChange(chooseClass(draft, code, question))}
          >
            <ClassSign look={looks.get(code) ?? UNKNOWN_LOOK} size={18} />
            <span>{labelOf(code)}</span>
            <kbd aria-hidden="true">{at + 1}</kbd>
          </button>
        ))}
      <button
        type="button"
        className="choice choice-class choice-unknown"
        aria-pressed={draft.cannotTell !== null}
        aria-keyshortcuts="0"
        onClick={() => onTellWhy(true)}
      >
        <ClassSign look={UNKNOWN_LOOK} size={18} />
        <span>{t("cannotTell.button")}</span>
        <kbd aria-hidden="true">0</kbd>
      </button>
    </fieldset>
  );
}

function Reasons({ draft, onTellWhy, onChange }: ClassPanelProps) {
  const { t } = useTranslation("tagging");
  return (
    <fieldset className="class-panel">
      <legend className="visually-hidden">{t("cannotTell.legend")}</legend>
      <button
        type="button"
        className="choice choice-back"
        aria-keyshortcuts="0"
        onClick={() => {
          onChange(chooseCannotTell(draft, null));
          onTellWhy(false);
        }}
      >
        <ArrowLeft size={18} aria-hidden="true" className="points-onward" />
        <span className="visually-hidden">{t("cannotTell.back")}</span>
        <kbd aria-hidden="true">0</kbd>
      </button>
      {CannotTell.options.map((reason, at) => (
        <button
          key={reason}
          type="button"
          className="choice choice-class"
          aria-pressed={draft.cannotTell === reason}
          aria-keyshortcuts={String(at + 1)}
          onClick={() => onChange(chooseCannotTell(draft, reason))}
        >
          <span>{t(`cannotTell.${reason}`)}</span>
          <kbd aria-hidden="true">{at + 1}</kbd>
        </button>
      ))}
    </fieldset>
  );
}
