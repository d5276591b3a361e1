import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { ReviewItem } from "../../shared/reviews.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";
import { useProbability } from "./probability.ts";

type ReviewRowProps = { campaign: Campaign; item: ReviewItem; onPick: (id: string) => void };

/** One building that waits: its name, why it does, and what the votes say so far. */
export function ReviewRow({ campaign, item, onPick }: ReviewRowProps) {
  const { t } = useTranslation("analysis");
  const sayProbability = useProbability();
  const labelOf = useClassLabel(campaign.scale);
  const code = item.votes === 0 ? null : item.class;
  const look = (code === null ? undefined : classLooks(campaign.scale.classes).get(code)) ?? UNKNOWN_LOOK;
  return (
    <button type="button" className="building-row review-row" onClick={() => onPick(item.building)}>
      <ClassSign look={look} />
      <bdi className="building-name">{item.externalId ?? item.building.slice(0, 8)}</bdi>
      <span className="quiet">{code === null ? t("legend.noClass") : labelOf(code)}</span>
      <span className="quiet building-certainty">
        {item.votes > 0 && item.probability !== null && sayProbability(item.probability)}
      </span>
      <span className="review-causes">
        {item.causes.map((cause) => (
          <span key={cause} className={`badge badge-${cause}`}>
            {t(`review.cause.${cause}`)}
          </span>
        ))}
      </span>
    </button>
  );
}
