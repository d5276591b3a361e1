import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { Campaign } from "../../shared/campaigns.ts";
import type { ShownPicture } from "../../shared/votes.ts";
import { boxOf } from "../map/building-box.ts";
import type { SceneStage } from "../map/scene-stage.ts";
import { keepDraft } from "../offline/kept-drafts.ts";
import { Dock } from "./dock.tsx";
import { type Draft, EMPTY_DRAFT } from "./draft.ts";
import type { Unit } from "./flow.ts";
import { pictureOf, questionFor, withoutPixelsOn } from "./question.ts";
import { createSceneCursor, useCursor } from "./scene-cursor.ts";
import { type Sight, StageView } from "./stage-view.tsx";
import type { Answer } from "./tagging-screen.tsx";
import { useBlankScenes } from "./use-blank-scenes.ts";
import { useKeys } from "./use-keys.ts";
import { useViewing } from "./use-viewing.ts";

type UnitViewProps = {
  campaign: Campaign;
  unit: Unit;
  initialDraft: Draft | undefined;
  /** The scene that was on screen when the building was left. */
  initialScene?: string | null;
  isOnScreen: boolean;
  /** Whether single keys act: not while a dialog is open or the volunteer switched them off. */
  hasKeys: boolean;
  /** Whether pictures stay blurred until they are asked for. */
  isCareful?: boolean;
  sight: Sight;
  canUndo: boolean;
  onSight: (sight: Sight) => void;
  /** On screen, and its first picture is there. */
  onPictured?: (key: string) => void;
  onSubmit: (answer: Answer) => void;
  onSkip: () => void;
  onUndo: (draft: Draft) => void;
  /** In practice, once answered: what an expert marks instead, and what to say of it in place of the answer's panels. */
  lesson?: { draft: Draft; panel: (onWant: (sceneId: string) => void) => ReactNode } | undefined;
};

/**
 * One building: its pictures above, the answer below. Mounted before its turn, so that its first picture is
 * already drawn when it comes on screen.
 */
export function UnitView(props: UnitViewProps) {
  const { campaign, unit, isOnScreen, sight, onSight, initialDraft, initialScene = null } = props;
  const box = useMemo(() => boxOf(unit.building), [unit.building]);
  const { asks, scale, scenes } = campaign;
  const { usability, offsets } = unit.building.properties;
  // Not of the whole campaign: its progress changes while a building is on screen.
  const covering = useMemo(
    () => questionFor({ asks, scale, scenes }, box, { usability, offsets }),
    [asks, scale, scenes, box, usability, offsets],
  );
  const [cursor] = useState(createSceneCursor);
  const hasPicture = useCursor(cursor, ({ shown }) => shown !== null);
  const blank = useBlankScenes(covering.scenes, box, hasPicture);
  const question = useMemo(() => withoutPixelsOn(covering, blank), [covering, blank]);
  const [ownDraft, setDraft] = useState(initialDraft ?? EMPTY_DRAFT);
  const draft = props.lesson?.draft ?? ownDraft;
  const [gaps, setGaps] = useState<ReadonlySet<string>>(new Set());
  const [isRevealed, setIsRevealed] = useState(false);
  const stage = useRef<SceneStage | null>(null);
  const viewing = useViewing({ question, draft, cursor, stage, isOnScreen, initialScene });

  const seen = useRef(new Map<string, ShownPicture>());
  const since = useRef(0);
  useEffect(() => {
    if (isOnScreen) since.current = performance.now();
  }, [isOnScreen]);
  useEffect(() => {
    if (!isOnScreen) return undefined;
    const note = () => {
      const { shown, compared } = cursor.get();
      for (const scene of covering.scenes)
        if (scene.id === shown || scene.id === compared) seen.current.set(scene.id, pictureOf(scene));
    };
    note();
    return cursor.subscribe(note);
  }, [isOnScreen, cursor, covering]);

  const tellPictured = useEffectEvent(() => props.onPictured?.(unit.key));
  useEffect(() => {
    if (isOnScreen && hasPicture) tellPictured();
  }, [isOnScreen, hasPicture]);

  function change(next: Draft): void {
    setDraft(next);
    void keepDraft(unit.key, { draft: next, scene: cursor.get().wanted });
  }
  function submit(): void {
    props.onSubmit({ draft, elapsedMs: performance.now() - since.current, seen: [...seen.current.values()] });
  }

  const isRightToLeft = document.documentElement.dir === "rtl";
  const onward = isRightToLeft ? -1 : 1;
  useKeys(
    isOnScreen && props.hasKeys,
    {
      ArrowLeft: () => viewing.step(-onward),
      ArrowRight: () => viewing.step(onward),
      "Shift+ArrowLeft": () => viewing.stepCompared(-onward),
      "Shift+ArrowRight": () => viewing.stepCompared(onward),
      " ": () => viewing.blink(true),
      c: viewing.cycleModes,
      p: viewing.play,
      o: () => onSight({ ...sight, isOutlineVisible: !sight.isOutlineVisible }),
      z: () => props.canUndo && props.onUndo(draft),
      s: props.onSkip,
      "+": () => stage.current?.zoomBy(0.5),
      "-": () => stage.current?.zoomBy(-0.5),
      Home: () => stage.current?.recentre(),
    },
    { " ": () => viewing.blink(false) },
  );

  return (
    <div className="unit" inert={!isOnScreen} data-on-screen={isOnScreen}>
      <StageView
        building={unit.building}
        others={unit.others}
        question={question}
        cursor={cursor}
        viewing={viewing}
        stage={stage}
        sight={sight}
        gaps={gaps}
        isOnScreen={isOnScreen}
        isVeiled={(props.isCareful === true || mayDistress(unit)) && !isRevealed}
        onSight={onSight}
        onGaps={(sceneId, hasGaps) => setGaps((old) => withOrWithout(old, sceneId, hasGaps))}
        onReveal={() => setIsRevealed(true)}
      />
      <Dock
        scale={scale}
        unit={unit}
        question={question}
        box={box}
        draft={draft}
        cursor={cursor}
        gaps={gaps}
        isPlaying={viewing.isPlaying}
        hasKeys={isOnScreen && props.hasKeys}
        canUndo={props.canUndo}
        onWant={viewing.want}
        onPlay={viewing.play}
        onDraft={change}
        onSubmit={submit}
        onSkip={props.onSkip}
        onUndo={() => props.onUndo(draft)}
        lesson={props.lesson?.panel(viewing.want)}
      />
    </div>
  );
}

/** Whether staff said so of a building that can be seen: the others of the task lie in the same picture. */
function mayDistress({ building, others }: Unit): boolean {
  return [building, ...others].some(({ properties }) => properties.isDistressing === true);
}

function withOrWithout(set: ReadonlySet<string>, item: string, isIn: boolean): ReadonlySet<string> {
  if (set.has(item) === isIn) return set;
  return isIn ? new Set([...set, item]) : new Set([...set].filter((other) => other !== item));
}
