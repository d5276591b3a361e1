import { useTranslation } from "react-i18next";
import type { Quality } from "../../shared/quality.ts";
import { useFormat } from "../i18n/format.ts";
import { useDecimals } from "./use-decimals.ts";

/** What the measures below rest on. */
export function AnswerFigures({ quality }: { quality: Quality }) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const sayMean = useDecimals(1);
  const { answers, answeredBuildings, meanAnswersPerBuilding, cannotTell } = quality;
  const figures = [
    [t("figures.answers"), format.number(answers)],
    [t("figures.buildings"), format.number(answeredBuildings)],
    [t("figures.perBuilding"), meanAnswersPerBuilding === null ? "–" : sayMean(meanAnswersPerBuilding)],
    [t("figures.cannotTell"), cannotTell === null ? "–" : format.percent(cannotTell)],
  ] as const;
  return (
    <section aria-label={t("figures.label")}>
      <dl className="quality-figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
