import { type RefObject, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TaskBuilding } from "../../shared/assignments.ts";
import type { CurtainWish, SceneStage } from "../map/scene-stage.ts";
import { ComparedLabel } from "./compared-label.tsx";
import { ComparisonLine } from "./comparison-line.tsx";
import { DateLabel } from "./date-label.tsx";
import { Picture, type PictureAdjustments } from "./picture.tsx";
import type { Question } from "./question.ts";
import type { SceneCursor } from "./scene-cursor.ts";
import { SidePicture } from "./side-picture.tsx";
import { StageTools } from "./stage-tools.tsx";
import type { useViewing } from "./use-viewing.ts";
import { Veil } from "./veil.tsx";

/** How the volunteer likes to see: kept from one building to the next. */
export type Sight = { isOutlineVisible: boolean; adjustments: PictureAdjustments };

type StageViewProps = {
  building: TaskBuilding;
  others: readonly TaskBuilding[];
  question: Question;
  cursor: SceneCursor;
  viewing: ReturnType<typeof useViewing>;
  stage: RefObject<SceneStage | null>;
  sight: Sight;
  /** Scenes of which a part could not be loaded. */
  gaps: ReadonlySet<string>;
  isOnScreen: boolean;
  /** Whether the pictures stay blurred until they are asked for. */
  isVeiled: boolean;
  onSight: (sight: Sight) => void;
  onGaps: (sceneId: string, hasGaps: boolean) => void;
  onReveal: () => void;
};

/** The pictures, what names them, and the tools to look with. */
export function StageView(props: StageViewProps) {
  const { building, others, question, cursor, viewing, stage, sight, gaps, isOnScreen, isVeiled, onSight } =
    props;
  const { i18n } = useTranslation("tagging");
  const { comparison } = viewing;
  const mode = comparison?.mode ?? null;
  const from = i18n.dir() === "rtl" ? "right" : "left";
  const curtain = useMemo<CurtainWish | null>(
    () =>
      comparison?.mode === "curtain" ? { sceneId: comparison.sceneId, share: comparison.share, from } : null,
    [comparison, from],
  );
  // Not the question: which scenes cannot be used may turn out later, and the pictures stay as they are.
  const { scenes } = question;
  return (
    <div className="stage" data-mode={mode ?? "one"} data-veiled={isVeiled}>
      <div className="panes">
        {comparison?.mode === "side" && (
          <div className="pane">
            <SidePicture
              building={building}
              others={others}
              scenes={scenes}
              sceneId={comparison.sceneId}
              cursor={cursor}
              isOutlineVisible={sight.isOutlineVisible}
              adjustments={sight.adjustments}
              beside={stage}
              onGaps={props.onGaps}
            />
          </div>
        )}
        <div className="pane pane-main">
          <Picture
            building={building}
            others={others}
            scenes={scenes}
            cursor={cursor}
            curtain={curtain}
            isOutlineVisible={sight.isOutlineVisible}
            adjustments={sight.adjustments}
            isOnScreen={isOnScreen}
            stageRef={stage}
            listener={{
              onShown: (sceneId) => cursor.set({ shown: sceneId }),
              onCompared: (sceneId) => cursor.set({ compared: sceneId }),
              onGaps: props.onGaps,
            }}
          />
        </div>
      </div>
      {mode === "curtain" && comparison !== null && (
        <ComparisonLine
          question={question}
          cursor={cursor}
          share={comparison.share}
          onMove={viewing.moveCurtain}
        />
      )}
      {comparison !== null && (
        <ComparedLabel
          question={question}
          cursor={cursor}
          wanted={comparison.sceneId}
          onStep={viewing.stepCompared}
        />
      )}
      <DateLabel question={question} cursor={cursor} gaps={gaps} onRetry={() => stage.current?.retry()} />
      {isVeiled && isOnScreen && <Veil onReveal={props.onReveal} />}
      <StageTools
        isOutlineVisible={sight.isOutlineVisible}
        isPlaying={viewing.isPlaying}
        mode={mode}
        adjustments={sight.adjustments}
        onOutline={() => onSight({ ...sight, isOutlineVisible: !sight.isOutlineVisible })}
        onPlay={viewing.play}
        onBlink={viewing.blink}
        onCompare={viewing.compare}
        onZoom={(levels) => stage.current?.zoomBy(levels)}
        onRecentre={() => stage.current?.recentre()}
        onAdjust={(adjustments) => onSight({ ...sight, adjustments })}
      />
    </div>
  );
}
