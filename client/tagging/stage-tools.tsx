import {
  Columns2,
  Contrast,
  Crosshair,
  Minus,
  Pause,
  Play,
  Plus,
  Spline,
  SquareSplitHorizontal,
  View,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AdjustPanel } from "./adjust-panel.tsx";
import type { CompareMode } from "./comparison.ts";
import type { PictureAdjustments } from "./picture.tsx";
import { HoldTool, Tool } from "./tool.tsx";

type StageToolsProps = {
  isOutlineVisible: boolean;
  isPlaying: boolean;
  mode: CompareMode | null;
  adjustments: PictureAdjustments;
  onOutline: () => void;
  onPlay: () => void;
  onBlink: (isOn: boolean) => void;
  onCompare: (mode: CompareMode | null) => void;
  onZoom: (levels: number) => void;
  onRecentre: () => void;
  onAdjust: (adjustments: PictureAdjustments) => void;
};

const ZOOM_STEP = 0.5;

/** Tools that change how the picture is seen, never what is answered. */
export function StageTools(props: StageToolsProps) {
  const { t } = useTranslation("tagging");
  const [isAdjusting, setIsAdjusting] = useState(false);
  const { adjustments, mode, isPlaying } = props;
  const isAdjusted = adjustments.brightness !== 100 || adjustments.contrast !== 100;
  const toggle = (one: CompareMode) => props.onCompare(mode === one ? null : one);
  return (
    <div className="stage-tools" role="toolbar" aria-label={t("tools.label")} aria-orientation="vertical">
      <Tool className="tool-zoom" label={t("tools.zoomIn")} keys="+" onClick={() => props.onZoom(ZOOM_STEP)}>
        <Plus size={20} aria-hidden="true" />
      </Tool>
      <Tool
        className="tool-zoom"
        label={t("tools.zoomOut")}
        keys="-"
        onClick={() => props.onZoom(-ZOOM_STEP)}
      >
        <Minus size={20} aria-hidden="true" />
      </Tool>
      <Tool label={t("tools.recentre")} keys="Home" onClick={props.onRecentre}>
        <Crosshair size={20} aria-hidden="true" />
      </Tool>
      <Tool label={t("tools.outline")} keys="o" isPressed={props.isOutlineVisible} onClick={props.onOutline}>
        <Spline size={20} aria-hidden="true" />
      </Tool>
      <Tool
        className="tool-play"
        label={t(isPlaying ? "timeline.pause" : "timeline.play")}
        keys="p"
        onClick={props.onPlay}
      >
        {isPlaying ? <Pause size={20} aria-hidden="true" /> : <Play size={20} aria-hidden="true" />}
      </Tool>
      <HoldTool label={t("tools.blink")} keys="Space" onHold={props.onBlink}>
        <View size={20} aria-hidden="true" />
      </HoldTool>
      <Tool
        label={t("tools.curtain")}
        keys="c"
        isPressed={mode === "curtain"}
        onClick={() => toggle("curtain")}
      >
        <SquareSplitHorizontal size={20} aria-hidden="true" />
      </Tool>
      <Tool label={t("tools.side")} keys="c" isPressed={mode === "side"} onClick={() => toggle("side")}>
        <Columns2 size={20} aria-hidden="true" />
      </Tool>
      <Tool
        label={t("tools.adjust")}
        isPressed={isAdjusting || isAdjusted}
        isExpanded={isAdjusting}
        onClick={() => setIsAdjusting(!isAdjusting)}
      >
        <Contrast size={20} aria-hidden="true" />
      </Tool>
      {isAdjusting && (
        <AdjustPanel
          adjustments={adjustments}
          onAdjust={props.onAdjust}
          onZoomIn={() => props.onZoom(ZOOM_STEP)}
          onZoomOut={() => props.onZoom(-ZOOM_STEP)}
          onClose={() => setIsAdjusting(false)}
        />
      )}
    </div>
  );
}
