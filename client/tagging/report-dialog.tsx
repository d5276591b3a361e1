import { Send } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { v7 as makeId } from "uuid";
import { QuestionKind } from "../../shared/questions.ts";
import type { Scene } from "../../shared/scenes.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import type { Unit } from "./flow.ts";
import { keepReport, keptReport, type Report } from "./kept-reports.ts";
import { isLater, postReport } from "./post-reports.ts";

type ReportDialogProps = {
  unit: Unit;
  /** The one on screen when the dialog was opened: it goes with the question. */
  scene: Scene | null;
  onSkip: () => void;
  onClose: () => void;
};

const MAX_LENGTH = 2_000;

/** Where a volunteer reports a problem or asks the analysts. What was written stays until it was sent. */
export function ReportDialog({ unit, scene, onSkip, onClose }: ReportDialogProps) {
  const { t } = useTranslation("tagging");
  const format = useFormat();
  const [report, setReport] = useState<Report>(
    () => keptReport(unit.key) ?? { id: makeId(), kind: "problem", text: "", posted: null },
  );
  const [state, setState] = useState<"writing" | "sending" | "sent" | "kept">("writing");
  const [fault, setFault] = useState<unknown>(null);
  const [isHintShown, setIsHintShown] = useState(false);
  const { kind, text } = report;
  const isEmpty = text.trim() === "" && kind !== "distressing";

  function change(part: Partial<Report>): void {
    // Changed words are not those that were sent off: they wait to be sent anew.
    const next = { ...report, ...part, posted: null };
    setReport(next);
    keepReport(unit.key, next);
  }
  async function send(): Promise<void> {
    setIsHintShown(isEmpty);
    if (isEmpty || state === "sending") return;
    setState("sending");
    setFault(null);
    try {
      const about = { assignment: unit.assignment, building: unit.building.id, scene: scene?.id ?? null };
      await postReport(unit.key, report, about);
      setState("sent");
    } catch (caught) {
      if (isLater(caught)) {
        setState("kept");
        return;
      }
      setFault(caught);
      setState("writing");
    }
  }

  if (state === "sent" || state === "kept") {
    return (
      <ModalDialog title={t("report.title")} onClose={onClose}>
        <output>{t(state === "sent" ? "report.sent" : "report.later")}</output>
        <div className="notice-actions">
          <Button tone="primary" onClick={onClose}>
            {t("report.goOn")}
          </Button>
          {kind === "distressing" && (
            <Button
              onClick={() => {
                onClose();
                onSkip();
              }}
            >
              {t("report.skip")}
            </Button>
          )}
        </div>
      </ModalDialog>
    );
  }
  return (
    <ModalDialog title={t("report.title")} onClose={onClose}>
      <fieldset className="report-kinds">
        <legend>{t("report.kind")}</legend>
        {QuestionKind.options.map((option) => (
          <label key={option}>
            <input
              type="radio"
              name="report-kind"
              checked={kind === option}
              onChange={() => change({ kind: option })}
            />
            {t(`report.${option}`)}
          </label>
        ))}
      </fieldset>
      <label className="field">
        <span>{t("report.text")}</span>
        <textarea
          className="input"
          rows={4}
          maxLength={MAX_LENGTH}
          value={text}
          aria-invalid={isHintShown && isEmpty}
          onChange={(event) => change({ text: event.target.value })}
        />
      </label>
      {isHintShown && isEmpty && (
        <p className="field-error" role="alert">
          {t("report.empty")}
        </p>
      )}
      <p className="quiet">
        {scene === null
          ? t("report.aboutBuilding")
          : t("report.about", { date: format.date(scene.acquiredAt) })}{" "}
        {t("report.care")}
      </p>
      {fault !== null && (
        <>
          <Problem fault={fault} />
          <p>{t("report.kept")}</p>
        </>
      )}
      <Button tone="primary" aria-disabled={state === "sending"} onClick={() => void send()}>
        <Send size={18} aria-hidden="true" className="points-onward" />
        {t(state === "sending" ? "report.sending" : "report.send")}
      </Button>
    </ModalDialog>
  );
}
