import { Eye, Hand as HandIcon, Move } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../i18n/format.ts";
import type { Hand } from "../../map/registration-map.ts";
import { Button } from "../../ui/button.tsx";

/** How much of the scene lies over its reference: all over, or from the left edge on. `share` in percent. */
export type Look = { mode: "opacity" | "curtain"; share: number };

type LookingToolsProps = {
  look: Look;
  hand: Hand;
  onLook: (look: Look) => void;
  onHand: (hand: Hand) => void;
  /** While held, only the reference is seen. */
  onAway: (isAway: boolean) => void;
};

/** What a drag moves, and the ways to see both images at once. */
export function LookingTools({ look, hand, onLook, onHand, onAway }: LookingToolsProps) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  return (
    <div className="registration-tools">
      <fieldset className="registration-choice">
        <legend className="visually-hidden">{t("registration.hand")}</legend>
        <Button aria-pressed={hand === "scene"} onClick={() => onHand("scene")}>
          <Move size={18} aria-hidden="true" />
          {t("registration.moveScene")}
        </Button>
        <Button aria-pressed={hand === "map"} onClick={() => onHand("map")}>
          <HandIcon size={18} aria-hidden="true" />
          {t("registration.moveMap")}
        </Button>
      </fieldset>
      <fieldset className="registration-choice">
        <legend className="visually-hidden">{t("registration.look")}</legend>
        {(["opacity", "curtain"] as const).map((mode) => (
          <Button
            key={mode}
            aria-pressed={look.mode === mode}
            onClick={() => onLook({ mode, share: mode === "opacity" ? 60 : 50 })}
          >
            {t(`registration.${mode}`)}
          </Button>
        ))}
        <input
          type="range"
          min={0}
          max={100}
          dir="ltr"
          value={look.share}
          aria-label={t(`registration.${look.mode}`)}
          aria-valuetext={format.percent(look.share / 100)}
          onChange={({ currentTarget }) => onLook({ ...look, share: Number(currentTarget.value) })}
        />
      </fieldset>
      <Button
        onPointerDown={() => onAway(true)}
        onPointerUp={() => onAway(false)}
        onPointerLeave={() => onAway(false)}
        onPointerCancel={() => onAway(false)}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={({ key }) => (key === " " || key === "Enter") && onAway(true)}
        onKeyUp={() => onAway(false)}
        onBlur={() => onAway(false)}
      >
        <Eye size={18} aria-hidden="true" />
        {t("registration.blink")}
      </Button>
    </div>
  );
}
