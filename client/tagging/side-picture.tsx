import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import type { TaskBuilding } from "../../shared/assignments.ts";
import type { Scene } from "../../shared/scenes.ts";
import { createSceneStage, type SceneStage } from "../map/scene-stage.ts";
import { adjusted, type PictureAdjustments } from "./picture.tsx";
import type { SceneCursor } from "./scene-cursor.ts";

type SidePictureProps = {
  building: TaskBuilding;
  others: readonly TaskBuilding[];
  scenes: readonly Scene[];
  sceneId: string;
  cursor: SceneCursor;
  isOutlineVisible: boolean;
  adjustments: PictureAdjustments;
  /** The picture beside which this one stands: both move together. */
  beside: RefObject<SceneStage | null>;
  onGaps: (sceneId: string, hasGaps: boolean) => void;
};

/** A second picture of the building, on another date, beside the first. Its date follows its own pixels. */
export function SidePicture(props: SidePictureProps) {
  const { building, others, scenes, sceneId, cursor, isOutlineVisible, beside } = props;
  const target = useRef<HTMLDivElement>(null);
  const own = useRef<SceneStage | null>(null);
  const handleGaps = useEffectEvent((id: string, hasGaps: boolean) => props.onGaps(id, hasGaps));

  useEffect(() => {
    const view = beside.current?.view;
    if (target.current === null || view === undefined) return undefined;
    const stage = createSceneStage({
      target: target.current,
      scenes,
      building,
      others,
      view,
      listener: { onShown: (compared) => cursor.set({ compared }), onGaps: handleGaps },
    });
    own.current = stage;
    addEventListener("online", stage.retry);
    return () => {
      removeEventListener("online", stage.retry);
      own.current = null;
      stage.dispose();
      cursor.set({ compared: null });
    };
  }, [building, others, scenes, cursor, beside]);
  useEffect(() => {
    own.current?.show(sceneId);
  }, [sceneId]);
  useEffect(() => {
    own.current?.setOutlineVisible(isOutlineVisible);
  }, [isOutlineVisible]);

  return <div ref={target} className="picture" style={adjusted(props.adjustments)} />;
}
