import { Contrast, Crosshair, Minus, Plus, Spline, SquareSplitHorizontal } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PictureAdjustments } from "./picture.tsx";

type StageToolsProps = {
  isOutlineVisible: boolean;
  isComparing: boolean;
  adjustments: PictureAdjustments;
  onOutline: () => void;
  onCompare: () => void;
  onZoom: (levels: number) => void;
  onRecentre: () => void;
  onAdjust: (adjustments: PictureAdjustments) => void;
};

export const NO_ADJUSTMENTS: PictureAdjustments = { brightness: 100, contrast: 100 };

/** Tools that change how the picture is seen, never what is answered. */
export function StageTools(props: StageToolsProps) {
  const { t } = useTranslation("tagging");
  const [isAdjusting, setIsAdjusting] = useState(false);
  const { adjustments, onAdjust } = props;
  const isAdjusted = adjustments.brightness !== 100 || adjustments.contrast !== 100;
  return (
    <div className="stage-tools" role="toolbar" aria-label={t("tools.label")} aria-orientation="vertical">
      <Tool label={t("tools.zoomIn")} onClick={() => props.onZoom(0.5)}>
        <Plus size={20} aria-hidden="true" />
      </Tool>
      <Tool label={t("tools.zoomOut")} onClick={() => props.onZoom(-0.5)}>
        <Minus size={20} aria-hidden="true" />
      </Tool>
      <Tool label={t("tools.recentre")} onClick={props.onRecentre}>
        <Crosshair size={20} aria-hidden="true" />
      </Tool>
      <Tool label={t("tools.outline")} isPressed={props.isOutlineVisible} onClick={props.onOutline}>
        <Spline size={20} aria-hidden="true" />
      </Tool>
      <Tool label={t("tools.compare")} isPressed={props.isComparing} onClick={props.onCompare}>
        <SquareSplitHorizontal size={20} aria-hidden="true" />
      </Tool>
      <Tool
        label={t("tools.adjust")}
        isPressed={isAdjusting || isAdjusted}
        onClick={() => setIsAdjusting(!isAdjusting)}
      >
        <Contrast size={20} aria-hidden="true" />
      </Tool>
      {isAdjusting && (
        <div className="adjust">
          <Amount
            label={t("tools.brightness")}
            value={adjustments.brightness}
            onChange={(brightness) => onAdjust({ ...adjustments, brightness })}
          />
          <Amount
            label={t("tools.contrast")}
            value={adjustments.contrast}
            onChange={(contrast) => onAdjust({ ...adjustments, contrast })}
          />
          <button type="button" className="link-button" onClick={() => onAdjust(NO_ADJUSTMENTS)}>
            {t("tools.reset")}
          </button>
        </div>
      )}
    </div>
  );
}

type ToolProps = { label: string; isPressed?: boolean; onClick: () => void; children: ReactNode };

function Tool({ label, isPressed, onClick, children }: ToolProps) {
  return (
    <button
      type="button"
      className="tool"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

function Amount({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  return (
    <label>
      <span>{label}</span>
      <input
        type="range"
        min={50}
        max={200}
        step={5}
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </label>
  );
}
