import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type MeasureProps = {
  name: string;
  /** Null where it is not defined. */
  value: string | null;
  /** What it means, in one sentence. */
  text: string;
  /** The range in which the true value lies, in words. */
  range?: string;
  /** Whom to cite, in the language of the publication. */
  source?: string;
  children?: ReactNode;
};

/** One figure by name, with what it means and where it comes from. */
export function Measure({ name, value, text, range, source, children }: MeasureProps) {
  const { t } = useTranslation("quality");
  return (
    <li className="measure">
      <h3>{name}</h3>
      <p className="measure-value">{value ?? "–"}</p>
      {range !== undefined && <p className="measure-range">{range}</p>}
      {children}
      <p>{text}</p>
      {source !== undefined && (
        <p className="measure-source">
          {t("agreement.source", { source: "" })}
          <bdi lang="en">{source}</bdi>
        </p>
      )}
    </li>
  );
}
