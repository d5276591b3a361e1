import { type CSSProperties, type RefObject, useEffect, useEffectEvent, useRef } from "react";
import type { TaskBuilding } from "../../shared/assignments.ts";
import type { Scene } from "../../shared/scenes.ts";
import {
  createSceneStage,
  type CurtainWish,
  type SceneStage,
  type StageListener,
} from "../map/scene-stage.ts";
import { neighboursReady } from "../offline/data-saver.ts";
import type { SceneCursor } from "./scene-cursor.ts";

export type PictureAdjustments = { brightness: number; contrast: number };

export const NO_ADJUSTMENTS: PictureAdjustments = { brightness: 100, contrast: 100 };

type PictureProps = {
  building: TaskBuilding;
  others: readonly TaskBuilding[];
  scenes: readonly Scene[];
  /** Says which scene is asked for when the picture is made; later ones are asked of the stage itself. */
  cursor: SceneCursor;
  curtain: CurtainWish | null;
  isOutlineVisible: boolean;
  adjustments: PictureAdjustments;
  /** False while it is made ready behind the one on screen. */
  isOnScreen: boolean;
  listener: StageListener;
  /** Receives the stage while it lives. */
  stageRef: RefObject<SceneStage | null>;
};

/** The pictures of one building. React says what is wanted; the map inside keeps to itself. */
export function Picture(props: PictureProps) {
  const { building, others, scenes, curtain, isOutlineVisible, isOnScreen, stageRef } = props;
  const target = useRef<HTMLDivElement>(null);
  const handleShown = useEffectEvent((sceneId: string) => props.listener.onShown(sceneId));
  const handleCompared = useEffectEvent((sceneId: string | null) => props.listener.onCompared?.(sceneId));
  const handleGaps = useEffectEvent((sceneId: string, hasGaps: boolean) =>
    props.listener.onGaps(sceneId, hasGaps),
  );
  const setUp = useEffectEvent((stage: SceneStage) => {
    const { wanted } = props.cursor.get();
    if (wanted !== null) stage.show(wanted);
    stage.setOutlineVisible(isOutlineVisible);
    stage.keepReady(neighboursReady(isOnScreen, scenes.length));
  });

  useEffect(() => {
    if (target.current === null) return undefined;
    const stage = createSceneStage({
      target: target.current,
      scenes,
      building,
      others,
      listener: { onShown: handleShown, onCompared: handleCompared, onGaps: handleGaps },
    });
    stageRef.current = stage;
    setUp(stage);
    addEventListener("online", stage.retry);
    return () => {
      removeEventListener("online", stage.retry);
      stageRef.current = null;
      stage.dispose();
    };
  }, [building, others, scenes, stageRef]);

  // In braces: what an effect returns, React would call.
  useEffect(() => {
    stageRef.current?.setOutlineVisible(isOutlineVisible);
  }, [isOutlineVisible, stageRef]);
  useEffect(() => {
    stageRef.current?.drawCurtain(curtain);
  }, [curtain, stageRef]);
  useEffect(() => {
    // Not in the frame that brings the building on screen: drawing a dozen dates would hold it up.
    const later = setTimeout(
      () => stageRef.current?.keepReady(neighboursReady(isOnScreen, scenes.length)),
      AFTER_THE_FRAME_MS,
    );
    return () => clearTimeout(later);
  }, [isOnScreen, scenes, stageRef]);

  return (
    <div
      ref={target}
      className="picture"
      inert={!isOnScreen}
      data-on-screen={isOnScreen}
      style={adjusted(props.adjustments)}
    />
  );
}

const AFTER_THE_FRAME_MS = 50;

/** Brightness and contrast as a style; none at all while nothing is adjusted, since each filter costs every frame. */
export function adjusted({ brightness, contrast }: PictureAdjustments): CSSProperties {
  if (brightness === 100 && contrast === 100) return {};
  return { filter: `brightness(${brightness}%) contrast(${contrast}%)` };
}
