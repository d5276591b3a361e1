import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { ConsensusFeature } from "../../shared/consensus.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { BuildingRow } from "./building-row.tsx";
import type { ChangeView } from "./use-view.ts";

type ReviewPanelProps = {
  campaign: Campaign;
  queue: readonly ConsensusFeature[];
  onChange: ChangeView;
};

/** Enough to see what is coming; the keys walk through all. */
const ROWS = 100;

/** Buildings on which the votes could not agree, the most doubtful first. */
export function ReviewPanel({ campaign, queue, onChange }: ReviewPanelProps) {
  const { t } = useTranslation("analysis");
  const first = queue.at(0);
  return (
    <section>
      <h2>{t("review.queue")}</h2>
      {first === undefined ? (
        <Notice title={t("review.emptyTitle")}>{t("review.emptyText")}</Notice>
      ) : (
        <>
          <p className="quiet">{t("review.intro", { count: queue.length })}</p>
          <p className="quiet">
            <kbd>J</kbd> {t("review.nextKey")} <kbd>K</kbd> {t("review.previousKey")}
          </p>
          <Button tone="primary" onClick={() => onChange({ building: first.id })}>
            {t("review.start")}
          </Button>
          <ol className="building-rows">
            {queue.slice(0, ROWS).map((building) => (
              <li key={building.id}>
                <BuildingRow
                  campaign={campaign}
                  building={building}
                  onPick={(id) => onChange({ building: id })}
                />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
