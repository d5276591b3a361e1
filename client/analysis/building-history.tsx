import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { useWindowWords } from "./interval-words.ts";
import { useProbability } from "./probability.ts";
import type { Timeline } from "./moments.ts";

type BuildingHistoryProps = { building: BuildingDetail; campaign: Campaign; timeline: Timeline };

/** How the building came to its answer, newest first, and who decided it before. */
export function BuildingHistory({ building, campaign, timeline }: BuildingHistoryProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const sayProbability = useProbability();
  const labelOf = useClassLabel(campaign.scale);
  const wordsOf = useWindowWords(timeline);
  const { history, reviews, properties } = building;
  return (
    <section className="history">
      {reviews.length > 1 && (
        <details>
          <summary>{t("history.reviews", { count: reviews.length })}</summary>
          <ol>
            {reviews.map((review) => (
              <li key={review.at}>
                <p>
                  {[review.class === null ? "" : labelOf(review.class), wordsOf(review)]
                    .filter((part) => part !== "")
                    .join(" · ")}
                </p>
                <p dir="auto">{review.reason}</p>
                <p className="quiet">
                  {t("building.reviewedBy", {
                    reviewer: review.reviewer,
                    at: format.moment(review.at, "minute"),
                  })}
                </p>
              </li>
            ))}
          </ol>
        </details>
      )}
      <details>
        <summary>{t("history.title", { count: history.length })}</summary>
        <ol>
          {history.toReversed().map((entry) => (
            <li key={entry.seq}>
              <p>
                {entry.class === null ? t("legend.noClass") : labelOf(entry.class)}{" "}
                <span className="quiet">
                  {sayProbability(entry.probability)} · {t(`status.${entry.status}`)} ·{" "}
                  {t("building.votes", { count: entry.votes })}
                </span>
              </p>
              <p className="quiet">{format.moment(entry.at, "minute")}</p>
            </li>
          ))}
        </ol>
      </details>
      <p className="quiet">
        {t("history.method", { name: properties.method.name, version: properties.method.version })}
      </p>
    </section>
  );
}
