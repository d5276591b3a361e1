import { BookOpen, ChevronLeft, Keyboard } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { useBlurChoice } from "../tagging/care.ts";
import { NO_ADJUSTMENTS } from "../tagging/picture.tsx";
import type { Sight } from "../tagging/stage-view.tsx";
import { UnitView } from "../tagging/unit-view.tsx";
import { useKeys } from "../tagging/use-keys.ts";
import { useShortcutsSwitch } from "../tagging/use-shortcuts-switch.ts";
import { LanguageSelect } from "../ui/language-select.tsx";
import { usePageTitle } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { LessonPanel } from "./lesson-panel.tsx";
import { PracticeDots } from "./practice-dots.tsx";
import type { Round } from "./practice-steps.ts";
import type { usePractice } from "./use-practice.ts";

const GuideDialog = lazy(async () => ({ default: (await import("./guide-dialog.tsx")).GuideDialog }));
const HelpDialog = lazy(async () => ({ default: (await import("../tagging/help-dialog.tsx")).HelpDialog }));

type PracticeScreenProps = { campaign: Campaign; practice: ReturnType<typeof usePractice>; round: Round };

/** A practice building on the same screen as any other; once answered, the expert's marks and words take the answer's place. */
export function PracticeScreen({ campaign, practice, round }: PracticeScreenProps) {
  const { t } = useTranslation(["learn", "tagging"]);
  const [sight, setSight] = useState<Sight>({ isOutlineVisible: true, adjustments: NO_ADJUSTMENTS });
  const [dialog, setDialog] = useState<"help" | "guide" | null>(null);
  const [isBlurChosen] = useBlurChoice();
  const [hasShortcuts, setHasShortcuts] = useShortcutsSwitch();
  const { sending } = practice;
  const hasKeys = hasShortcuts && dialog === null && !sending.isPending;
  useKeys(hasKeys, { "?": () => setDialog("help"), g: () => setDialog("guide") });
  usePageTitle(t("practice.title"));

  const step = round.steps[round.at];
  if (step === undefined) return null;
  const told = step.kind === "tell" ? round.told.get(step.unit.building.id) : undefined;
  const nextAsked = round.steps.slice(round.at + 1).find(({ kind }) => kind === "ask");
  const units = nextAsked === undefined ? [step.unit] : [step.unit, nextAsked.unit];
  const lesson = told && {
    draft: {
      class: told.class,
      lastIntact: told.lastIntact,
      firstDamaged: told.firstDamaged,
      cannotTell: null,
      comment: "",
    },
    // Called, not mounted: what shows pictures is the unit's own.
    // oxlint-disable-next-line react/no-unstable-nested-components
    panel: (onWant: (sceneId: string) => void) => (
      <LessonPanel
        key={told.building}
        campaign={campaign}
        told={told}
        isLast={nextAsked === undefined && round.at === round.steps.length - 1}
        hasKeys={hasKeys}
        onWant={onWant}
        onNext={practice.goOn}
      />
    ),
  };
  return (
    <div className="tagging practice">
      <header className="tagging-head">
        <Link className="tagging-back" to={`/campaigns/${campaign.slug}`}>
          <ChevronLeft size={20} aria-hidden="true" className="points-onward" />
          <span className="visually-hidden">{t("practice.leave")}: </span>
          <h1>{t("practice.title")}</h1>
        </Link>
        <PracticeDots round={round} />
        <div className="tagging-help">
          <button
            type="button"
            className="tool"
            aria-label={t("guide.title")}
            title={t("guide.title")}
            aria-keyshortcuts="g"
            onClick={() => setDialog("guide")}
          >
            <BookOpen size={20} aria-hidden="true" />
          </button>
          <button
            type="button"
            className="tool tool-keys"
            aria-label={t("help.title", { ns: "tagging" })}
            title={t("help.title", { ns: "tagging" })}
            aria-keyshortcuts="?"
            onClick={() => setDialog("help")}
          >
            <Keyboard size={20} aria-hidden="true" />
          </button>
          <LanguageSelect />
        </div>
      </header>
      <main className="units">
        {units.map((unit) => (
          <UnitView
            key={unit.key}
            campaign={campaign}
            unit={unit}
            initialDraft={undefined}
            isOnScreen={unit === step.unit}
            isCareful={isBlurChosen || campaign.blurPictures}
            hasKeys={hasKeys}
            sight={sight}
            canUndo={false}
            onSight={setSight}
            onSubmit={(answer) => {
              if (step.kind === "ask" && !sending.isPending) sending.mutate({ step, answer });
            }}
            onSkip={() => {
              if (step.kind === "ask") practice.skip(step);
            }}
            onUndo={() => undefined}
            lesson={unit === step.unit ? lesson : undefined}
          />
        ))}
      </main>
      <output className="visually-hidden">{sending.isPending && t("practice.checking")}</output>
      {sending.isError && (
        <div className="practice-fault">
          <Problem fault={sending.error} onRetry={() => sending.mutate(sending.variables)} />
        </div>
      )}
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
