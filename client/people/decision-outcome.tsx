import { Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { ProgressBar } from "../ui/progress-bar.tsx";
import { OF_NAMES, OPPOSITE, type DecisionKind } from "./decision.ts";
import type { Decisions } from "./use-decisions.ts";
import { useNamesOf } from "./use-names-of.ts";
import type { UpkeepView } from "./use-upkeep.ts";

const DONE_WORDS = {
  exclude: "decide.excludedDone",
  include: "decide.includedDone",
  clear: "decide.clearedDone",
  join: "decide.joinedDone",
  unname: "decide.unnamedDone",
  rename: "decide.renamedDone",
} as const satisfies Record<DecisionKind, string>;

/** What was decided last, how far the map follows it, and the way back. Nothing while nothing happened. */
export function DecisionOutcome({ decisions, view }: { decisions: Decisions; view: UpkeepView }) {
  const { t } = useTranslation("quality");
  const namesOf = useNamesOf();
  const { last } = decisions;
  if (last === null && !view.isBusy) return null;
  const handleUndo = () => {
    if (last === null) return;
    const reason = t("decide.undoReason", { reason: last.reason });
    decisions.decide({ kind: OPPOSITE[last.kind], who: last.who, reason: reason.slice(0, 2_000) });
  };
  return (
    <div className="outcome">
      {last !== null && (
        <div className="outcome-head">
          <output>{t(DONE_WORDS[last.kind], { who: namesOf(last.who) })}</output>
          <Button disabled={decisions.isPending} onClick={handleUndo}>
            <Undo2 size={18} aria-hidden="true" className="points-back" />
            {t("decide.undo")}
          </Button>
        </div>
      )}
      {(view.isBusy || (last !== null && !OF_NAMES.has(last.kind))) && (
        <Recomputing key={last?.at} view={view} since={last?.at ?? null} />
      )}
    </div>
  );
}

/** How far the consensus is in following; `since` when it was last decided, milliseconds since 1970. */
function Recomputing({ view, since }: { view: UpkeepView; since: number | null }) {
  const { t } = useTranslation("quality");
  const [most, setMost] = useState(1);
  const left = view.upkeep?.buildings ?? 0;
  if (left > most) setMost(left);
  if (!view.isBusy) {
    const isKnown = since !== null && view.readAt > since;
    return <output className="quiet">{t(isKnown ? "upkeep.done" : "upkeep.more")}</output>;
  }
  const words = left > 0 ? t("upkeep.buildings", { count: left }) : t("upkeep.fit");
  return (
    <div className="recomputing">
      {/* The last tenth is the full fit, which does not say how far it is. */}
      <ProgressBar label={t("upkeep.label")} share={0.9 * (1 - left / most)} text={words} />
      <output className="quiet">{words}</output>
    </div>
  );
}
