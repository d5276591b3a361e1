import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { ReviewQueue } from "../../shared/reviews.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { ReviewKeys } from "./review-keys.tsx";
import { ReviewRow } from "./review-row.tsx";
import type { ChangeView } from "./use-view.ts";
import "./review.css";

type ReviewPanelProps = {
  campaign: Campaign;
  queue: ReviewQueue;
  onChange: ChangeView;
};

/** Enough to see what is coming; the keys walk through all. */
const ROWS = 100;

/** Buildings that wait for a decision: disputed, reported, or for a second opinion; the most informative first. */
export function ReviewPanel({ campaign, queue, onChange }: ReviewPanelProps) {
  const { t } = useTranslation("analysis");
  const first = queue.items.at(0);
  return (
    <section>
      <h2>{t("review.queue")}</h2>
      {first === undefined ? (
        <Notice title={t("review.emptyTitle")}>{t("review.emptyText")}</Notice>
      ) : (
        <>
          <p className="quiet">{t("review.intro", { count: queue.total })}</p>
          <Button tone="primary" onClick={() => onChange({ building: first.building })}>
            {t("review.start")}
          </Button>
          <ReviewKeys campaign={campaign} />
          <ol className="building-rows">
            {queue.items.slice(0, ROWS).map((item) => (
              <li key={item.building}>
                <ReviewRow campaign={campaign} item={item} onPick={(id) => onChange({ building: id })} />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
