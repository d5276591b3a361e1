import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { Bbox } from "../../shared/geo.ts";
import { CannotTell } from "../../shared/votes.ts";
import { ClassPanel } from "./class-panel.tsx";
import {
  chooseCannotTell,
  chooseClass,
  type Draft,
  markFirstDamaged,
  markLastIntact,
  missingIn,
} from "./draft.ts";
import type { Unit } from "./flow.ts";
import { placeOf, type Question } from "./question.ts";
import type { SceneCursor } from "./scene-cursor.ts";
import { SubmitPanel } from "./submit-panel.tsx";
import { Timeline } from "./timeline.tsx";
import { type Mark, useCaution } from "./use-caution.ts";
import { type KeyActions, useKeys } from "./use-keys.ts";
import { WindowPanel } from "./window-panel.tsx";
import { useWindowWords } from "./window-words.ts";

const CommentDialog = lazy(async () => ({ default: (await import("./comment-dialog.tsx")).CommentDialog }));
const ReportDialog = lazy(async () => ({ default: (await import("./report-dialog.tsx")).ReportDialog }));

type DockProps = {
  scale: Campaign["scale"];
  unit: Unit;
  question: Question;
  /** Around the building, degrees, EPSG:4326. */
  box: Bbox;
  draft: Draft;
  cursor: SceneCursor;
  /** Scenes of which a part could not be loaded. */
  gaps: ReadonlySet<string>;
  isPlaying: boolean;
  hasKeys: boolean;
  canUndo: boolean;
  onWant: (sceneId: string) => void;
  onPlay: () => void;
  onDraft: (draft: Draft) => void;
  onSubmit: () => void;
  onSkip: () => void;
  onUndo: () => void;
  /** In practice, once answered: stands in place of the answer's panels. */
  lesson?: ReactNode;
};

/** Everything below the picture: time, the answer in words, the answer itself. */
export function Dock(props: DockProps) {
  const { draft, question, cursor } = props;
  const { t } = useTranslation("tagging");
  const [isTellingWhy, setIsTellingWhy] = useState(draft.cannotTell !== null);
  const [dialog, setDialog] = useState<"comment" | "report" | null>(null);
  const [isHintShown, setIsHintShown] = useState(false);
  const { caution, mayMark, calm } = useCaution(question, props.gaps);
  const words = useWindowWords(draft, question);
  const [missing] = missingIn(draft, question);

  function change(next: Draft): void {
    calm();
    props.onDraft(next);
  }
  function mark(which: Mark): void {
    const { shown } = cursor.get();
    if (shown === null || (draft[which] !== shown && !mayMark(which, shown))) return;
    const setMark = which === "lastIntact" ? markLastIntact : markFirstDamaged;
    props.onDraft(setMark(draft, shown, question));
  }
  function submit(): void {
    if (missing === undefined) props.onSubmit();
    else setIsHintShown(true);
  }
  function pick(at: number): void {
    const reason = CannotTell.options[at];
    const one = question.classes[at];
    if (isTellingWhy && reason !== undefined) change(chooseCannotTell(draft, reason));
    else if (!isTellingWhy && one !== undefined && question.asks.class)
      change(chooseClass(draft, one.code, question));
  }
  function tellWhy(): void {
    if (isTellingWhy) change(chooseCannotTell(draft, null));
    setIsTellingWhy(!isTellingWhy);
  }
  const isTold = props.lesson !== undefined;
  const marking: KeyActions = question.asks.window
    ? { "[": () => mark("lastIntact"), "]": () => mark("firstDamaged") }
    : {};
  const picking = Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => [digit, () => pick(digit - 1)]),
  );
  const others = { "0": tellWhy, Enter: submit, r: () => setDialog("report") };
  useKeys(props.hasKeys && dialog === null && !isTold, { ...marking, ...picking, ...others });

  const lacking = isHintShown && missing !== undefined ? t(`missing.${missing}`) : null;
  const hint = caution === null ? lacking : t(`caution.${caution}`);
  return (
    <div className="dock" onClickCapture={releaseFocus}>
      <Timeline
        question={question}
        box={props.box}
        draft={draft}
        cursor={cursor}
        gaps={props.gaps}
        isPlaying={props.isPlaying}
        onWant={props.onWant}
        onPlay={props.onPlay}
      />
      {props.lesson}
      <output
        hidden={isTold}
        className="said"
        data-tone={hint !== null ? "hint" : words === null ? "empty" : "answer"}
      >
        {hint ?? words ?? t(question.asks.window ? "window.nothingYet" : "class.nothingYet")}
      </output>
      <div className="answer" hidden={isTold}>
        {question.asks.window && (
          <WindowPanel draft={draft} question={question} cursor={cursor} onMark={mark} onChange={change} />
        )}
        <ClassPanel
          draft={draft}
          question={question}
          scale={props.scale}
          isTellingWhy={isTellingWhy}
          onTellWhy={setIsTellingWhy}
          onChange={change}
        />
        <SubmitPanel
          canUndo={props.canUndo}
          hasComment={draft.comment.trim() !== ""}
          isComplete={missing === undefined}
          onSubmit={submit}
          onSkip={props.onSkip}
          onUndo={props.onUndo}
          onComment={() => setDialog("comment")}
          onReport={() => setDialog("report")}
        />
      </div>
      <Suspense>
        {dialog === "comment" && (
          <CommentDialog
            comment={draft.comment}
            onChange={(comment) => change({ ...draft, comment })}
            onClose={() => setDialog(null)}
          />
        )}
        {dialog === "report" && (
          <ReportDialog
            unit={props.unit}
            scene={question.scenes[placeOf(question, cursor.get().shown)] ?? null}
            onSkip={props.onSkip}
            onClose={() => setDialog(null)}
          />
        )}
      </Suspense>
    </div>
  );
}

/** A button pressed with mouse or finger gives the keyboard back: Enter then submits, Space blinks. */
function releaseFocus(event: { detail: number }): void {
  const { activeElement } = document;
  if (event.detail > 0 && activeElement instanceof HTMLButtonElement) activeElement.blur();
}
