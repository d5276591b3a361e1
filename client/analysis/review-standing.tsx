import { useTranslation } from "react-i18next";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { Notice } from "../ui/notice.tsx";

/** What one's own decision will mean here: none of one's own buildings, and where two must agree, which one it is. */
export function ReviewStanding({ building: { reviewState, review } }: { building: BuildingDetail }) {
  const { t } = useTranslation("analysis");
  const { hasVoted, needsSecond, hasDecided, decisions, hidden } = reviewState;
  if (hasVoted) return <Notice title={t("review.hasVotedTitle")}>{t("review.hasVoted")}</Notice>;
  if (!needsSecond || review !== null) return null;
  if (hasDecided)
    return <p className="review-standing">{t(decisions >= 2 ? "review.differs" : "review.waits")}</p>;
  if (hidden >= 2) return <p className="review-standing">{t("review.isThird")}</p>;
  return <p className="review-standing">{t(hidden === 1 ? "review.isSecond" : "review.isFirst")}</p>;
}
