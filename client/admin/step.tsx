import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type StepProps = {
  number: number;
  title: string;
  /** What has been done so far, in a few words. */
  summary: string;
  isDone: boolean;
  children: ReactNode;
};

/** One step on the way to an open campaign. */
export function Step({ number, title, summary, isDone, children }: StepProps) {
  const { t } = useTranslation("admin");
  return (
    <li className="step" data-done={isDone}>
      <span className="step-number" aria-hidden="true">
        {isDone ? <Check size={16} /> : number}
      </span>
      <div className="step-body">
        <div className="step-head">
          <h2>{title}</h2>
          <p className="quiet">
            {isDone && <span className="visually-hidden">{t("steps.done")} </span>}
            {summary}
          </p>
        </div>
        {children}
      </div>
    </li>
  );
}
