import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { daysBetween } from "../tagging/window-words.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";
import { useWindowWords } from "./interval-words.ts";
import { useProbability } from "./probability.ts";
import { ReviewedBy } from "./reviewed-by.tsx";
import { shownMarks, type Timeline } from "./moments.ts";

type VerdictProps = { building: BuildingDetail; campaign: Campaign; timeline: Timeline };

/** In two lines: what the building is said to be, and when it was damaged, each with how sure that is. */
export function Verdict({ building, campaign, timeline }: VerdictProps) {
  const { t } = useTranslation("analysis");
  const { properties, review } = building;
  return (
    <section className="verdict">
      <p className="verdict-status">
        <i className={`swatch swatch-${properties.status}`} aria-hidden="true" />
        {t(`status.${properties.status}`)}
        <span className="quiet">{t("building.votes", { count: properties.votes })}</span>
      </p>
      {review !== null && <CrowdOrReview isReview {...{ building, campaign, timeline }} />}
      {properties.votes > 0 && <CrowdOrReview isReview={false} {...{ building, campaign, timeline }} />}
      {review !== null && (
        <blockquote>
          <p dir="auto">{review.reason}</p>
          <footer className="quiet">
            <ReviewedBy reviewer={review.reviewer} at={review.at} />
          </footer>
        </blockquote>
      )}
    </section>
  );
}

/** The analyst's answer, or the crowd's beside it: a review never hides what the votes said. */
function CrowdOrReview({ building, campaign, timeline, isReview }: VerdictProps & { isReview: boolean }) {
  const { t } = useTranslation("analysis");
  const sayProbability = useProbability();
  const labelOf = useClassLabel(campaign.scale);
  const wordsOf = useWindowWords(timeline);
  const { properties, review } = building;
  const { final: _, ...crowd } = properties;
  const code = isReview ? (properties.final?.class ?? null) : properties.class;
  const marks = shownMarks(isReview ? properties : crowd);
  const { window } = properties;
  const [from, to] = [marks?.lastIntact, marks?.firstDamaged].map(
    (id) => timeline.scenes[timeline.indexOf.get(id ?? "") ?? -1]?.acquiredAt,
  );
  const days = from === undefined || to === undefined ? null : daysBetween(from, to);
  const look = (code === null ? undefined : classLooks(campaign.scale.classes).get(code)) ?? UNKNOWN_LOOK;
  return (
    <div className={isReview || review === null ? "verdict-answer" : "verdict-answer verdict-second"}>
      {review !== null && <p className="quiet">{t(isReview ? "building.analyst" : "building.crowd")}</p>}
      {campaign.asks.class && (
        <p className="verdict-line">
          <ClassSign look={look} size={18} />
          <strong>{code === null ? t("legend.noClass") : labelOf(code)}</strong>
          {!isReview && <span className="verdict-share">{sayProbability(properties.probability)}</span>}
        </p>
      )}
      {campaign.asks.window && marks !== null && (
        <p className="verdict-line">
          <span>
            {wordsOf(marks)}
            {days !== null && <span className="quiet"> {t("window.days", { count: days })}</span>}
          </span>
          {!isReview && window !== null && (
            <span className="verdict-share">{sayProbability(window.probability)}</span>
          )}
        </p>
      )}
    </div>
  );
}
