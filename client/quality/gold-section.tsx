import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { GoldScores, Quality } from "../../shared/quality.ts";
import { useFormat } from "../i18n/format.ts";
import { Notice } from "../ui/notice.tsx";
import { ENOUGH_GOLD, FewGold, HeadFigure } from "./few-gold.tsx";
import { Measure } from "./measure.tsx";
import { ReliabilityChart } from "./reliability-chart.tsx";
import { useDecimals } from "./use-decimals.ts";

/** How right the crowd is where experts know, and whether its certainty can be taken at its word. */
export function GoldSection({ campaign, gold }: { campaign: Campaign; gold: Quality["gold"] }) {
  const { t } = useTranslation("quality");
  return (
    <section>
      <h2>{t("gold.title")}</h2>
      {!campaign.asks.class && <p className="quiet">{t("gold.notAsked")}</p>}
      {campaign.asks.class && gold.scores === null && (
        <Notice title={t("gold.noneTitle")}>{t("gold.none", { wanted: ENOUGH_GOLD })}</Notice>
      )}
      {campaign.asks.class && gold.scores !== null && <Scores scores={gold.scores} />}
    </section>
  );
}

function Scores({ scores }: { scores: GoldScores }) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const say = useDecimals(3);
  const { buildings, accuracy, sure } = scores;
  return (
    <>
      <p className="quiet">{t("gold.intro")}</p>
      <FewGold share={accuracy} buildings={buildings} />
      <div className="gold-scores">
        <div className="gold-figures">
          <HeadFigure
            name={t("gold.accuracy.name")}
            text={t("gold.accuracy.text")}
            share={accuracy}
            buildings={buildings}
          />
          <ul className="measures">
            <Measure
              name={t("gold.ece.name")}
              value={say(scores.expectedCalibrationError)}
              text={t("gold.ece.text")}
              source="Guo et al., ICML 2017"
            />
            <Measure
              name={t("gold.brier.name")}
              value={say(scores.brier)}
              text={t("gold.brier.text")}
              source="Brier, Monthly Weather Review 78 (1950) 1–3"
            />
            <Measure
              name={t("gold.logLoss.name")}
              value={say(scores.logLoss)}
              text={t("gold.logLoss.text")}
            />
            <Measure
              name={t("gold.macroF1.name")}
              value={say(scores.macroF1)}
              text={t("gold.macroF1.text")}
            />
            <Measure
              name={t("gold.sure.name")}
              value={sure.wrong === null ? null : format.percent(sure.wrong)}
              text={t("gold.sure.text", { count: sure.buildings })}
            />
          </ul>
        </div>
        <ReliabilityChart scores={scores} />
      </div>
    </>
  );
}
