import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import { z } from "zod";
import type { TaskBuilding } from "../../shared/assignments.ts";
import type { Scene } from "../../shared/scenes.ts";
import { createSceneStage, type SceneStage, type StageListener } from "../map/scene-stage.ts";

export type PictureAdjustments = { brightness: number; contrast: number };

/** Two scenes side by side along a line. */
export type Comparison = { sceneId: string; share: number };

type PictureProps = {
  building: TaskBuilding;
  others: readonly TaskBuilding[];
  scenes: readonly Scene[];
  /** The scene asked for. What is shown is told through `listener`. */
  wanted: string | null;
  comparison: Comparison | null;
  isOutlineVisible: boolean;
  adjustments: PictureAdjustments;
  /** False while it is made ready behind the one on screen. */
  isOnScreen: boolean;
  listener: StageListener;
  /** Receives the stage while it lives, for zooming and retrying. */
  stageRef: RefObject<SceneStage | null>;
};

/** The pictures of one building. React says what is wanted; the map inside keeps to itself. */
export function Picture(props: PictureProps) {
  const { building, others, scenes, wanted, comparison, isOutlineVisible, isOnScreen, stageRef } = props;
  const target = useRef<HTMLDivElement>(null);
  const handleShown = useEffectEvent((sceneId: string) => props.listener.onShown(sceneId));
  const handleGaps = useEffectEvent((sceneId: string, hasGaps: boolean) =>
    props.listener.onGaps(sceneId, hasGaps),
  );

  const setUp = useEffectEvent((stage: SceneStage) => {
    if (wanted !== null) stage.show(wanted);
    stage.setOutlineVisible(isOutlineVisible);
  });

  useEffect(() => {
    if (target.current === null) return undefined;
    const stage = createSceneStage({
      target: target.current,
      scenes,
      building,
      others,
      listener: { onShown: handleShown, onGaps: handleGaps },
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

  useEffect(() => {
    if (wanted !== null) stageRef.current?.show(wanted);
  }, [wanted, stageRef]);
  // In braces: what an effect returns, React would call.
  useEffect(() => {
    stageRef.current?.setOutlineVisible(isOutlineVisible);
  }, [isOutlineVisible, stageRef]);
  useEffect(() => {
    stageRef.current?.compareWith(comparison?.sceneId ?? null, comparison?.share ?? 0);
  }, [comparison, stageRef]);
  // Behind the screen only the first picture and its neighbours; on it, all, as far as the line allows.
  useEffect(() => {
    stageRef.current?.keepReady(isOnScreen && !isLineThin() ? scenes.length : NEIGHBOURS);
  }, [isOnScreen, scenes, stageRef]);

  const { brightness, contrast } = props.adjustments;
  return (
    <div
      ref={target}
      className="picture"
      inert={!isOnScreen}
      data-on-screen={isOnScreen}
      style={{ filter: `brightness(${brightness}%) contrast(${contrast}%)` }}
    />
  );
}

const NEIGHBOURS = 2;

const Connection = z.object({ saveData: z.boolean().optional(), effectiveType: z.string().optional() });

/** Whether the volunteer asked to save data, or the browser measured a slow line (Network Information API). */
function isLineThin(): boolean {
  const read = Connection.safeParse("connection" in navigator ? navigator.connection : undefined);
  return read.success && (read.data.saveData === true || /2g/.test(read.data.effectiveType ?? ""));
}
