import { ChevronDown, ChevronUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import type { Summary } from "../../shared/summary.ts";
import { useFormat } from "../i18n/format.ts";
import { useKeys } from "../tagging/use-keys.ts";
import { Button } from "../ui/button.tsx";
import { BuildingPanel } from "./building-panel.tsx";
import { ExportsPanel } from "./exports-panel.tsx";
import type { Timeline } from "./moments.ts";
import { Overview } from "./overview.tsx";
import { QuestionsPanel } from "./questions-panel.tsx";
import { nextInQueue } from "./review-queue.ts";
import { ReviewPanel } from "./review-panel.tsx";
import type { ConsensusLink } from "./use-consensus.ts";
import { useReviewQueue, type LoadedQueue } from "./use-review-queue.ts";
import { useIsNarrow } from "./use-is-narrow.ts";
import { PANELS, type ChangeView, type PanelName, type View } from "./use-view.ts";

export type PanelProps = {
  campaign: Campaign;
  timeline: Timeline;
  /** The figures under the filter; null before they have come. */
  summary: Summary | null;
  view: View;
  link: ConsensusLink;
  isAnalyst: boolean;
  /** Whether an area is being drawn on the map. */
  isDrawing: boolean;
  onDraw: (isDrawing: boolean) => void;
  onChange: ChangeView;
  onReviewed: (buildings: readonly BuildingDetail[]) => void;
};

type Choice = { isOpen: boolean; building: string | null };

/** Beside the map: figures, the review queue, exports, or one building. On a phone a sheet over the map. */
export function Panel(props: PanelProps) {
  const { t } = useTranslation("analysis");
  const { view, isAnalyst, onChange } = props;
  const isNarrow = useIsNarrow();
  // A link to a panel opens it, on a phone too. Open or not is chosen for what was shown then; another building opens the panel again.
  const [choice, setChoice] = useState<Choice>({
    isOpen: !isNarrow || view.panel !== "overview",
    building: null,
  });
  const isOpen = choice.building === view.building ? choice.isOpen : view.building !== null || choice.isOpen;
  const queue = useReviewQueue(props.campaign.slug, isAnalyst);
  const [lastDecided, setLastDecided] = useState<string | null>(null);
  const go = (step: 1 | -1) => onChange({ building: nextInQueue(queue.items, view.building, step) });
  const goBack =
    lastDecided === null || lastDecided === view.building ? null : () => onChange({ building: lastDecided });
  const handleDecided = (building: string, isToGoOn: boolean) => {
    setLastDecided(building);
    if (isToGoOn) go(1);
  };

  useKeys(isAnalyst && queue.total > 0, {
    n: () => go(1),
    p: () => go(-1),
    j: () => go(1),
    k: () => go(-1),
  });
  useKeys(goBack !== null, { z: goBack ?? undefined });
  useKeys(view.building !== null, { Escape: () => onChange({ building: null }) });

  const handleTab = (panel: PanelName) => {
    const isShown = isOpen && panel === view.panel && view.building === null;
    setChoice({ isOpen: !(isShown && isNarrow), building: null });
    onChange({ panel, building: null });
  };

  return (
    <aside className="analysis-panel" data-open={isOpen} aria-label={t("panel.label")}>
      <nav className="panel-tabs" aria-label={t("panel.tabs")}>
        {(isAnalyst ? PANELS : PANELS.slice(0, 1)).map((name) => (
          <button
            key={name}
            type="button"
            aria-current={view.panel === name && view.building === null ? "page" : undefined}
            onClick={() => handleTab(name)}
          >
            {t(`panel.${name}`)}
            {name === "review" && queue.total > 0 && <QueueLength count={queue.total} />}
          </button>
        ))}
        <Button
          tone="quiet"
          className="panel-handle"
          aria-expanded={isOpen}
          aria-label={t(isOpen ? "panel.collapse" : "panel.expand")}
          onClick={() => setChoice({ isOpen: !isOpen, building: view.building })}
        >
          {isOpen ? <ChevronDown size={20} aria-hidden="true" /> : <ChevronUp size={20} aria-hidden="true" />}
        </Button>
      </nav>
      <section
        className="panel-body"
        // It scrolls, so it must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={t("panel.content")}
        hidden={!isOpen}
      >
        <PanelContent {...props} {...{ queue, goBack }} onStep={go} onDecided={handleDecided} />
      </section>
    </aside>
  );
}

type ContentProps = PanelProps & {
  queue: LoadedQueue;
  /** Back to the building decided last; null while there is none to go back to. */
  goBack: (() => void) | null;
  onStep: (step: 1 | -1) => void;
  /** A decision was stored; `isToGoOn` when another building waits. */
  onDecided: (building: string, isToGoOn: boolean) => void;
};

function PanelContent({ queue, goBack, onStep, onDecided, ...props }: ContentProps) {
  const { view, isAnalyst } = props;
  if (isAnalyst && view.building !== null) {
    return <BuildingPanel {...props} {...{ queue, goBack, onStep, onDecided }} id={view.building} />;
  }
  if (isAnalyst && view.panel === "review") return <ReviewPanel {...props} queue={queue} />;
  if (isAnalyst && view.panel === "questions") return <QuestionsPanel {...props} />;
  if (isAnalyst && view.panel === "exports") return <ExportsPanel {...props} />;
  return <Overview {...props} />;
}

function QueueLength({ count }: { count: number }) {
  const format = useFormat();
  return <span className="badge badge-count">{format.number(count)}</span>;
}
