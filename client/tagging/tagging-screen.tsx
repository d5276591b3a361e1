import { lazy, startTransition, Suspense, useDeferredValue, useState } from "react";
import type { Campaign } from "../../shared/campaigns.ts";
import type { ShownPicture } from "../../shared/votes.ts";
import { outbox } from "../device-outbox.ts";
import { Tip } from "../learn/tip.tsx";
import { chargeTask } from "../offline/task-charge.ts";
import { type Draft, voteFrom } from "./draft.ts";
import type { Unit } from "./flow.ts";
import { useBlurChoice } from "./care.ts";
import { keptDraft } from "./kept-draft.ts";
import { NO_ADJUSTMENTS } from "./picture.tsx";
import { RestSuggestion } from "./rest-suggestion.tsx";
import type { Sight } from "./stage-view.tsx";
import { TaggingHeader } from "./tagging-header.tsx";
import type { Supply, SupplyState } from "./supply.ts";
import { Thanks } from "./thanks.tsx";
import { UnitView } from "./unit-view.tsx";
import { useFocusOnward } from "./use-focus-onward.ts";
import { useKeptReports } from "./use-kept-reports.ts";
import { useKeys } from "./use-keys.ts";
import { useShortcutsSwitch } from "./use-shortcuts-switch.ts";

// Fetched when first opened: the first building should not wait for them.
const GuideDialog = lazy(async () => ({ default: (await import("../learn/guide-dialog.tsx")).GuideDialog }));
const HelpDialog = lazy(async () => ({ default: (await import("./help-dialog.tsx")).HelpDialog }));

/** What a volunteer decided about the building on screen, and how they looked. */
export type Answer = { draft: Draft; elapsedMs: number; seen: readonly ShownPicture[] };

type TaggingScreenProps = { campaign: Campaign; supply: Supply; state: SupplyState };

/** The building on screen, and the next one behind it, drawn already. */
export function TaggingScreen({ campaign, supply, state }: TaggingScreenProps) {
  const { flow } = state;
  const [sight, setSight] = useState<Sight>({ isOutlineVisible: true, adjustments: NO_ADJUSTMENTS });
  const [dialog, setDialog] = useState<"help" | "guide" | null>(null);
  const [isBlurChosen] = useBlurChoice();
  const [hasShortcuts, setHasShortcuts] = useShortcutsSwitch();
  const hasKeys = hasShortcuts && dialog === null;
  useKeys(hasKeys, { "?": () => setDialog("help"), g: () => setDialog("guide") });

  useKeptReports();

  const current = flow.queue[0];
  // Deferred: what comes on screen must not wait for the map that is made ready behind it. Nor must its picture share
  // the line with the next one's.
  const next = useDeferredValue(flow.queue[1]);
  const [pictured, setPictured] = useState<string | null>(null);
  const takeFocusAlong = useFocusOnward(current?.key);
  if (current === undefined) return null;
  const isNextDue = pictured === current.key && next !== undefined && next.key !== current.key;
  const units: Unit[] = isNextDue ? [current, next] : [current];

  function submit(unit: Unit, { draft, elapsedMs, seen }: Answer): void {
    const kept = keptDraft(unit.building.id);
    if (kept !== null) void outbox.forget(kept.itemId);
    takeFocusAlong();
    chargeTask(campaign, unit, new Set(seen.map(({ scene }) => scene)));
    supply.submit(draft, (id) => voteFrom(draft, { id, building: unit.building.id, elapsedMs, seen }));
  }
  return (
    <div className="tagging">
      <TaggingHeader
        campaign={campaign}
        flow={flow}
        place={placeInTask(flow.queue)}
        isNewSession={state.isNewSession}
        onHelp={() => setDialog("help")}
        onGuide={() => setDialog("guide")}
      />
      <main className="units">
        {units.map((unit) => (
          <UnitView
            key={unit.key}
            campaign={campaign}
            unit={unit}
            initialDraft={flow.drafts[unit.key] ?? keptDraft(unit.building.id)?.draft}
            initialScene={flow.scenes[unit.key] ?? null}
            isOnScreen={unit === current}
            isCareful={isBlurChosen || campaign.blurPictures}
            hasKeys={hasKeys}
            sight={sight}
            canUndo={flow.answered.length > 0}
            onSight={setSight}
            onPictured={(key) => startTransition(() => setPictured(key))}
            onSubmit={(answer) => submit(unit, answer)}
            onSkip={() => {
              takeFocusAlong();
              supply.skip();
            }}
            onUndo={(draft) => {
              takeFocusAlong();
              supply.undo(draft);
            }}
          />
        ))}
      </main>
      <RestSuggestion />
      <Tip campaign={campaign} answered={flow.answered.length} />
      <Thanks answered={flow.answered.length} />
      <Suspense>
        {dialog === "help" && (
          <HelpDialog
            classCount={campaign.asks.class ? campaign.scale.classes.length : 0}
            hasShortcuts={hasShortcuts}
            onShortcuts={setHasShortcuts}
            onClose={() => setDialog(null)}
          />
        )}
        {dialog === "guide" && <GuideDialog campaign={campaign} onClose={() => setDialog(null)} />}
      </Suspense>
    </div>
  );
}

/** Which of its task's buildings is on screen, counted from 1; null where the task has only one. */
function placeInTask(queue: readonly Unit[]): { place: number; count: number } | null {
  const current = queue[0];
  if (current === undefined || current.others.length === 0) return null;
  const left = queue.filter(({ assignment }) => assignment === current.assignment).length;
  const count = current.others.length + 1;
  return { place: count - left + 1, count };
}
