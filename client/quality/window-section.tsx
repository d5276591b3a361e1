import { useTranslation } from "react-i18next";
import type { Quality, WindowScores } from "../../shared/quality.ts";
import { useFormat } from "../i18n/format.ts";
import { Notice } from "../ui/notice.tsx";
import { ENOUGH_GOLD, FewGold, HeadFigure } from "./few-gold.tsx";
import { Measure } from "./measure.tsx";
import { useDecimals } from "./use-decimals.ts";

/** How right the crowd is about when, where experts know. */
export function WindowSection({ gold }: { gold: Quality["goldWindow"] }) {
  const { t } = useTranslation("quality");
  return (
    <section>
      <h2>{t("window.title")}</h2>
      {gold.scores === null ? (
        <Notice title={t("gold.noneTitle")}>{t("gold.none", { wanted: ENOUGH_GOLD })}</Notice>
      ) : (
        <Scores scores={gold.scores} />
      )}
    </section>
  );
}

function Scores({ scores }: { scores: WindowScores }) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const say = useDecimals(3);
  const sayMean = useDecimals(1);
  const { buildings, exact, set90 } = scores;
  return (
    <>
      <p className="quiet">{t("window.intro")}</p>
      <FewGold share={exact} buildings={buildings} />
      <div>
        <HeadFigure
          name={t("window.exact.name")}
          text={t("window.exact.text")}
          share={exact}
          buildings={buildings}
        />
      </div>
      <ul className="measures">
        <Measure
          name={t("window.covers.name")}
          value={format.percent(set90.covers)}
          text={t("window.covers.text", { stated: format.percent(set90.stated) })}
        />
        <Measure
          name={t("window.intervals.name")}
          value={sayMean(set90.meanIntervals)}
          text={t("window.intervals.text")}
        />
        <Measure
          name={t("window.days.name")}
          value={set90.meanDays === null ? null : sayMean(set90.meanDays)}
          text={t("window.days.text")}
        />
        <Measure
          name={t("gold.ece.name")}
          value={say(scores.expectedCalibrationError)}
          text={t("gold.ece.text")}
          source="Guo et al., ICML 2017"
        />
        <Measure name={t("gold.logLoss.name")} value={say(scores.logLoss)} text={t("gold.logLoss.text")} />
      </ul>
    </>
  );
}
