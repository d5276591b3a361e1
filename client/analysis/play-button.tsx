import { Pause, Play, StepForward } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { useIsStill } from "./use-is-still.ts";
import type { StopControl } from "./use-stop.ts";

/** Plays; whoever wants no motion steps instead, one press a week. */
export function PlayButton({
  control,
  count,
  isWeekly,
}: {
  control: StopControl;
  count: number;
  isWeekly: boolean;
}) {
  const { t } = useTranslation("analysis");
  const isStill = useIsStill();
  const { at, show, isPlaying, setPlaying } = control;
  if (isStill) {
    return (
      <Button
        tone="plain"
        className="time-bar-play"
        aria-label={t(isWeekly ? "time.nextWeek" : "time.next")}
        onClick={() => show((at + 1) % count)}
      >
        <StepForward size={18} aria-hidden="true" className="points-back" />
      </Button>
    );
  }
  return (
    <Button
      tone="plain"
      className="time-bar-play"
      aria-label={t(isPlaying ? "time.pause" : "time.play")}
      onClick={() => setPlaying(!isPlaying)}
    >
      {isPlaying ? <Pause size={18} aria-hidden="true" /> : <Play size={18} aria-hidden="true" />}
    </Button>
  );
}
