import { Minus, Plus } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { useBlurChoice } from "./care.ts";
import { NO_ADJUSTMENTS, type PictureAdjustments } from "./picture.tsx";
import { Tool } from "./tool.tsx";

type AdjustPanelProps = {
  adjustments: PictureAdjustments;
  onAdjust: (adjustments: PictureAdjustments) => void;
  onZoomIn: () => void;
  onZoomOut: () => void;
  onClose: () => void;
};

/** Brightness, contrast and the veil; on narrow screens zoom as well, for those who cannot pinch. */
export function AdjustPanel({ adjustments, onAdjust, onZoomIn, onZoomOut, onClose }: AdjustPanelProps) {
  const { t } = useTranslation("tagging");
  const [isBlurred, setIsBlurred] = useBlurChoice();
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const handleKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape") close();
    };
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, []);
  return (
    <fieldset className="adjust" aria-label={t("tools.adjust")}>
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
      <label className="adjust-switch">
        <input type="checkbox" checked={isBlurred} onChange={(event) => setIsBlurred(event.target.checked)} />
        <span>{t("care.blur")}</span>
      </label>
      <div className="adjust-end">
        <button type="button" className="link-button" onClick={() => onAdjust(NO_ADJUSTMENTS)}>
          {t("tools.reset")}
        </button>
        <div className="adjust-zoom">
          <Tool label={t("tools.zoomIn")} onClick={onZoomIn}>
            <Plus size={20} aria-hidden="true" />
          </Tool>
          <Tool label={t("tools.zoomOut")} onClick={onZoomOut}>
            <Minus size={20} aria-hidden="true" />
          </Tool>
        </div>
      </div>
    </fieldset>
  );
}

type AmountProps = { label: string; value: number; onChange: (value: number) => void };

function Amount({ label, value, onChange }: AmountProps) {
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
