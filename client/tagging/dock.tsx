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
import type { Question } from "./question.ts";
import { SubmitPanel } from "./submit-panel.tsx";
import { Timeline } from "./timeline.tsx";
import { type KeyActions, useKeys } from "./use-keys.ts";
import { WindowPanel } from "./window-panel.tsx";
import { useWindowWords } from "./window-words.ts";

const CommentDialog = lazy(async () => ({ default: (await import("./comment-dialog.tsx")).CommentDialog }));

type DockProps = {
  scale: Campaign["scale"];
  question: Question;
  /** Around the building, degrees, EPSG:4326. */
  box: Bbox;
  draft: Draft;
  wanted: string | null;
  shown: string | null;
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
  const { draft, question, shown, onDraft } = props;
  const { t } = useTranslation("tagging");
  const [isTellingWhy, setIsTellingWhy] = useState(draft.cannotTell !== null);
  const [isCommenting, setIsCommenting] = useState(false);
  const [isHintShown, setIsHintShown] = useState(false);
  const words = useWindowWords(draft, question);
  const [missing] = missingIn(draft, question);

  function submit(): void {
    if (missing === undefined) props.onSubmit();
    else setIsHintShown(true);
  }
  function pick(at: number): void {
    const reason = CannotTell.options[at];
    const one = question.classes[at];
    if (isTellingWhy && reason !== undefined) onDraft(chooseCannotTell(draft, reason));
    else if (!isTellingWhy && one !== undefined && question.asks.class)
      onDraft(chooseClass(draft, one.code, question));
  }
  function tellWhy(): void {
    if (isTellingWhy) onDraft(chooseCannotTell(draft, null));
    setIsTellingWhy(!isTellingWhy);
  }
  const isTold = props.lesson !== undefined;
  const marking: KeyActions =
    question.asks.window && shown !== null
      ? {
          "[": () => onDraft(markLastIntact(draft, shown, question)),
          "]": () => onDraft(markFirstDamaged(draft, shown, question)),
        }
      : {};
  const picking = Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => [digit, () => pick(digit - 1)]),
  );
  useKeys(props.hasKeys && !isCommenting && !isTold, { ...marking, ...picking, "0": tellWhy, Enter: submit });

  const hint = isHintShown && missing !== undefined ? t(`missing.${missing}`) : null;
  return (
    <div className="dock" onClickCapture={releaseFocus}>
      <Timeline
        question={question}
        box={props.box}
        draft={draft}
        wanted={props.wanted}
        isReady={shown !== null}
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
          <WindowPanel draft={draft} question={question} shown={shown} onChange={onDraft} />
        )}
        <ClassPanel
          draft={draft}
          question={question}
          scale={props.scale}
          isTellingWhy={isTellingWhy}
          onTellWhy={setIsTellingWhy}
          onChange={onDraft}
        />
        <SubmitPanel
          canUndo={props.canUndo}
          hasComment={draft.comment.trim() !== ""}
          isComplete={missing === undefined}
          onSubmit={submit}
          onSkip={props.onSkip}
          onUndo={props.onUndo}
          onComment={() => setIsCommenting(true)}
        />
      </div>
      {isCommenting && (
        <Suspense>
          <CommentDialog
            comment={draft.comment}
            onChange={(comment) => onDraft({ ...draft, comment })}
            onClose={() => setIsCommenting(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

/** A button pressed with mouse or finger gives the keyboard back: Enter then submits, Space blinks. */
function releaseFocus(event: { detail: number }): void {
  const { activeElement } = document;
  if (event.detail > 0 && activeElement instanceof HTMLButtonElement) activeElement.blur();
}
