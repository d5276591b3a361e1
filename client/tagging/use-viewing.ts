import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import type { SceneStage } from "../map/scene-stage.ts";
import { blinkPair, type CompareMode, type Comparison, nextMode, otherScene } from "./comparison.ts";
import type { Draft } from "./draft.ts";
import { nextUsable, placeOf, type Question, usableScenes } from "./question.ts";
import type { SceneCursor } from "./scene-cursor.ts";
import { useRepeat } from "./use-repeat.ts";

const BLINK_MS = 600;
const PLAY_MS = 900;
const HALF = 0.5;

type Looking = {
  question: Question;
  draft: Draft;
  cursor: SceneCursor;
  stage: RefObject<SceneStage | null>;
  isOnScreen: boolean;
  /** Where one left off before. */
  initialScene: string | null;
};

/** How one looks at a building through time: stepping, playing, blinking, comparing. Nothing here answers. */
export function useViewing({ question, draft, cursor, stage, isOnScreen, initialScene }: Looking) {
  const [isPlaying, setIsPlaying] = useState(false);
  const [isBlinking, setIsBlinking] = useState(false);
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const hasChosen = useRef(false);
  const rest = useRef<string | null>(null);

  function show(sceneId: string): void {
    cursor.set({ wanted: sceneId });
    stage.current?.show(sceneId);
  }
  function want(sceneId: string): void {
    hasChosen.current = true;
    show(sceneId);
  }
  function step(by: number): void {
    const place = Math.max(0, placeOf(question, cursor.get().wanted));
    const scene = question.scenes[Math.max(0, Math.min(question.scenes.length - 1, place + by))];
    if (scene !== undefined) want(scene.id);
  }

  // The first scene that can be judged comes first; which one that is may turn out while tiles arrive.
  const left = placeOf(question, initialScene) === -1 ? null : initialScene;
  const lead = left ?? usableScenes(question)[0]?.id ?? null;
  const begin = useEffectEvent((scene: string | null) => {
    if (!hasChosen.current && scene !== null && cursor.get().wanted !== scene) show(scene);
  });
  useEffect(() => begin(lead), [lead]);

  function play(): void {
    if (!isPlaying && nextUsable(question, cursor.get().wanted, 1) === null) {
      const [start] = usableScenes(question);
      if (start !== undefined) want(start.id);
    }
    setIsPlaying(!isPlaying);
  }
  useRepeat(isPlaying && isOnScreen, PLAY_MS, () => {
    const { wanted, shown } = cursor.get();
    // Waits for a picture that is still on its way rather than running ahead of it.
    if (wanted !== shown) return;
    const next = nextUsable(question, wanted, 1);
    if (next === null) setIsPlaying(false);
    else want(next);
  });

  function blink(isOn: boolean): void {
    if (isOn === isBlinking) return;
    setIsBlinking(isOn);
    if (isOn) rest.current = cursor.get().wanted;
    const [first] = blinkPair(question, draft, rest.current);
    const next = isOn ? first : rest.current;
    if (next !== null) show(next);
  }
  useRepeat(isBlinking, BLINK_MS, () => {
    const [first, second] = blinkPair(question, draft, rest.current);
    const next = cursor.get().wanted === first ? second : first;
    if (next !== null) show(next);
  });

  function compare(mode: CompareMode | null): void {
    const sceneId = comparison?.sceneId ?? otherScene(question, draft, cursor.get().wanted);
    // The second picture of one mode is none of the next: it has no date until its own is there.
    cursor.set({ compared: null });
    setComparison(mode === null || sceneId === null ? null : { mode, sceneId, share: HALF });
  }
  function stepCompared(by: number): void {
    if (comparison === null) return;
    const scene = question.scenes[placeOf(question, comparison.sceneId) + by];
    if (scene !== undefined) setComparison({ ...comparison, sceneId: scene.id });
  }

  return {
    want,
    step,
    isPlaying,
    play,
    blink,
    comparison,
    compare,
    cycleModes: () => compare(nextMode(comparison?.mode ?? null)),
    stepCompared,
    moveCurtain: (share: number) => setComparison(comparison === null ? null : { ...comparison, share }),
  };
}
