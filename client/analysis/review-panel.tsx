import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";
import { ReviewKeys } from "./review-keys.tsx";
import { ReviewRow } from "./review-row.tsx";
import type { LoadedQueue } from "./use-review-queue.ts";
import type { ChangeView } from "./use-view.ts";
import "./review.css";

type ReviewPanelProps = {
  campaign: Campaign;
  queue: LoadedQueue;
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
      {queue.fault !== null && <Problem fault={queue.fault} onRetry={queue.ask} />}
      {queue.isPending && <Loading isWholePage={false} />}
      {!queue.isPending && first === undefined && queue.fault === null && (
        <Notice
          title={t("review.emptyTitle")}
          actions={<Button onClick={() => onChange({ panel: "exports" })}>{t("review.emptyNext")}</Button>}
        >
          {t("review.emptyText")}
        </Notice>
      )}
      {first !== undefined && (
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
