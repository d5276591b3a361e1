import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { boxOf } from "../map/building-box.ts";
import type { SceneStage } from "../map/scene-stage.ts";
import { ComparisonLine } from "./comparison-line.tsx";
import { DateLabel } from "./date-label.tsx";
import { Dock } from "./dock.tsx";
import { type Draft, EMPTY_DRAFT } from "./draft.ts";
import type { Unit } from "./flow.ts";
import { GapsNotice } from "./gaps-notice.tsx";
import { Picture, type PictureAdjustments } from "./picture.tsx";
import { placeOf, questionFor } from "./question.ts";
import { StageTools } from "./stage-tools.tsx";
import { type Answer } from "./tagging-screen.tsx";
import { useBlankScenes } from "./use-blank-scenes.ts";
import { useKeys } from "./use-keys.ts";
import { useRepeat } from "./use-repeat.ts";

/** How the volunteer likes to see: kept from one building to the next. */
export type Sight = { isOutlineVisible: boolean; adjustments: PictureAdjustments };

type UnitViewProps = {
  campaign: Campaign;
  unit: Unit;
  initialDraft: Draft | undefined;
  isOnScreen: boolean;
  /** Whether single keys act: not while a dialog is open or the volunteer switched them off. */
  hasKeys: boolean;
  sight: Sight;
  canUndo: boolean;
  onSight: (sight: Sight) => void;
  onSubmit: (answer: Answer) => void;
  onSkip: () => void;
  onUndo: (draft: Draft) => void;
  /** In practice, once answered: what an expert marks instead, and what to say of it in place of the answer's panels. */
  lesson?: { draft: Draft; panel: (onWant: (sceneId: string) => void) => ReactNode } | undefined;
};

const BLINK_MS = 600;
const PLAY_MS = 900;

/**
 * One building: its pictures above, the answer below. Mounted before its turn, so that its first picture is
 * already drawn when it comes on screen.
 */
export function UnitView(props: UnitViewProps) {
  const { campaign, unit, isOnScreen, sight, onSight } = props;
  const box = useMemo(() => boxOf(unit.building), [unit.building]);
  const { asks, scale, scenes } = campaign;
  // Not of the whole campaign: its progress changes while a building is on screen.
  const covering = useMemo(() => questionFor({ asks, scale, scenes }, box), [asks, scale, scenes, box]);
  const blank = useBlankScenes(covering.scenes, box);
  const question = useMemo(
    () => ({ ...covering, scenes: covering.scenes.filter(({ id }) => !blank.has(id)) }),
    [covering, blank],
  );
  const [ownDraft, setDraft] = useState(props.initialDraft ?? EMPTY_DRAFT);
  const draft = props.lesson?.draft ?? ownDraft;
  const [chosen, setWanted] = useState<string | null>(null);
  const wanted = placeOf(question, chosen) === -1 ? (question.scenes[0]?.id ?? null) : chosen;
  const [shown, setShown] = useState<string | null>(null);
  const [gaps, setGaps] = useState<ReadonlySet<string>>(new Set());
  const [isPlaying, setIsPlaying] = useState(false);
  const [isBlinking, setIsBlinking] = useState(false);
  const [isBlinkedOver, setIsBlinkedOver] = useState(false);
  const [curtain, setCurtain] = useState<{ sceneId: string; share: number } | null>(null);
  const stage = useRef<SceneStage | null>(null);
  const seen = useRef(new Set<string>());
  const since = useRef(0);
  useEffect(() => {
    if (isOnScreen) since.current = performance.now();
  }, [isOnScreen]);
  useEffect(() => {
    if (isOnScreen && shown !== null) seen.current.add(shown);
  }, [isOnScreen, shown]);

  const place = Math.max(0, placeOf(question, wanted));
  const want = useCallback((sceneId: string) => setWanted(sceneId), []);
  function step(by: number): void {
    const scene = question.scenes[Math.max(0, Math.min(question.scenes.length - 1, place + by))];
    if (scene !== undefined) setWanted(scene.id);
  }
  useRepeat(isPlaying && isOnScreen, PLAY_MS, () => {
    // Waits for a picture that is still on its way rather than running ahead of it.
    if (wanted !== shown) return;
    if (place === question.scenes.length - 1) setIsPlaying(false);
    else step(1);
  });
  useRepeat(isBlinking, BLINK_MS, () => setIsBlinkedOver((isOver) => !isOver));
  const [blinkFrom, blinkTo] = blinkPair();

  /** What blinks: the two marks, else the picture asked for and the one before it. */
  function blinkPair(): [string | null, string | null] {
    if (draft.lastIntact !== null && draft.firstDamaged !== null)
      return [draft.lastIntact, draft.firstDamaged];
    const before = question.scenes[place === 0 ? 1 : place - 1]?.id ?? null;
    return [before, wanted];
  }
  function blink(isOn: boolean): void {
    setIsBlinking(isOn);
    setIsBlinkedOver(false);
  }
  function toggleCurtain(): void {
    const other = draft.lastIntact ?? question.scenes[0]?.id ?? null;
    setCurtain(curtain === null && other !== null ? { sceneId: other, share: 0.5 } : null);
  }
  function submit(): void {
    props.onSubmit({ draft, elapsedMs: performance.now() - since.current, scenesSeen: [...seen.current] });
  }

  const isRightToLeft = document.documentElement.dir === "rtl";
  useKeys(
    isOnScreen && props.hasKeys,
    {
      ArrowLeft: () => step(isRightToLeft ? 1 : -1),
      ArrowRight: () => step(isRightToLeft ? -1 : 1),
      " ": () => blink(true),
      c: toggleCurtain,
      o: () => onSight({ ...sight, isOutlineVisible: !sight.isOutlineVisible }),
      z: () => props.canUndo && props.onUndo(draft),
      s: props.onSkip,
      "+": () => stage.current?.zoomBy(0.5),
      "-": () => stage.current?.zoomBy(-0.5),
      Home: () => stage.current?.recentre(),
    },
    { " ": () => blink(false) },
  );

  const asked = isBlinking ? (isBlinkedOver ? blinkTo : blinkFrom) : wanted;
  const left = question.scenes[placeOf(question, curtain?.sceneId ?? null)];
  const right = question.scenes[placeOf(question, shown)];
  return (
    <div className="unit" inert={!isOnScreen} data-on-screen={isOnScreen}>
      <div className="stage">
        <Picture
          building={unit.building}
          others={unit.others}
          scenes={covering.scenes}
          wanted={asked}
          comparison={curtain}
          isOutlineVisible={sight.isOutlineVisible}
          adjustments={sight.adjustments}
          isOnScreen={isOnScreen}
          stageRef={stage}
          listener={{
            // In the same frame as the pixels: a label that came later would name another date for a moment.
            onShown: (sceneId) => flushSync(() => setShown(sceneId)),
            onGaps: (sceneId, hasGaps) => setGaps((old) => withOrWithout(old, sceneId, hasGaps)),
          }}
        />
        {left !== undefined && right !== undefined && curtain !== null && left !== right && (
          <ComparisonLine
            left={left}
            right={right}
            share={curtain.share}
            onMove={(share) => setCurtain({ ...curtain, share })}
          />
        )}
        <DateLabel question={question} shown={shown} wanted={asked} />
        {shown !== null && gaps.has(shown) && <GapsNotice onRetry={() => stage.current?.retry()} />}
        <StageTools
          isOutlineVisible={sight.isOutlineVisible}
          isComparing={curtain !== null}
          adjustments={sight.adjustments}
          onOutline={() => onSight({ ...sight, isOutlineVisible: !sight.isOutlineVisible })}
          onCompare={toggleCurtain}
          onZoom={(levels) => stage.current?.zoomBy(levels)}
          onRecentre={() => stage.current?.recentre()}
          onAdjust={(adjustments) => onSight({ ...sight, adjustments })}
        />
      </div>
      <Dock
        scale={scale}
        question={question}
        box={box}
        draft={draft}
        wanted={asked}
        shown={shown}
        isPlaying={isPlaying}
        hasKeys={isOnScreen && props.hasKeys}
        canUndo={props.canUndo}
        onWant={want}
        onPlay={() => setIsPlaying(!isPlaying)}
        onDraft={setDraft}
        onSubmit={submit}
        onSkip={props.onSkip}
        onUndo={() => props.onUndo(draft)}
        lesson={props.lesson?.panel(want)}
      />
    </div>
  );
}

function withOrWithout(set: ReadonlySet<string>, item: string, isIn: boolean): ReadonlySet<string> {
  if (set.has(item) === isIn) return set;
  return isIn ? new Set([...set, item]) : new Set([...set].filter((other) => other !== item));
}
