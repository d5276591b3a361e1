import { Pause, Play } from "lucide-react";
import { type PointerEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { labelsThatFit, nearestTo, spaceByTime } from "../tagging/timeline-layout.ts";
import { useWidth } from "../tagging/use-width.ts";
import { Button } from "../ui/button.tsx";
import type { Timeline } from "./moments.ts";
import { ShareLine } from "./share-line.tsx";
import type { ChangeView } from "./use-view.ts";

type TimeBarProps = {
  timeline: Timeline;
  /** Share of the buildings damaged by each scene's date, 0–1. */
  shares: readonly number[];
  wanted: string | null;
  shown: string | null;
  isWhole: boolean;
  hasWindows: boolean;
  onChange: ChangeView;
};

/** How long each picture stays while playing, once it is complete, milliseconds. */
const PLAY_MS = 1_100;
const MIN_TICK_GAP_PX = 22;
const LABEL_PX = 76;
/** The rail begins and ends this far from its box, so that the outer labels fit, CSS pixels. */
const RAIL_INSET_PX = 34;

/** The campaign's dates on a line: chooses the picture, and with it the date whose damage is shown. */
export function TimeBar({ timeline, shares, wanted, shown, isWhole, hasWindows, onChange }: TimeBarProps) {
  const { t, i18n } = useTranslation("analysis");
  const format = useFormat();
  const [rail, width] = useWidth<HTMLDivElement>();
  const { scenes } = timeline;
  const at = timeline.indexOf.get(wanted ?? "") ?? -1;
  const show = (index: number) => {
    if (index !== at) onChange({ scene: scenes[index]?.id ?? null });
  };
  const [isPlaying, setPlaying] = usePlay(at, scenes.length, shown === wanted, show);
  if (scenes.length === 0) return null;

  const isRtl = i18n.dir() === "rtl";
  const length = Math.max(0, width - 2 * RAIL_INSET_PX);
  const positions = spaceByTime(timeline.times, length, MIN_TICK_GAP_PX).map((x) => x + RAIL_INSET_PX);
  const labelled = labelsThatFit(positions, [at, 0, scenes.length - 1], LABEL_PX);
  const picture = scenes[timeline.indexOf.get(shown ?? "") ?? -1];
  const share = shares[timeline.indexOf.get(shown ?? "") ?? -1];

  const handlePointer = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    show(nearestTo(positions, isRtl ? box.right - event.clientX : event.clientX - box.left));
  };

  return (
    <div className="time-bar">
      <div className="time-bar-head">
        <Button
          tone="plain"
          className="time-bar-play"
          aria-label={t(isPlaying ? "time.pause" : "time.play")}
          onClick={() => setPlaying(!isPlaying)}
        >
          {isPlaying ? <Pause size={18} aria-hidden="true" /> : <Play size={18} aria-hidden="true" />}
        </Button>
        <p className="time-bar-date" aria-live="polite">
          {picture === undefined ? (
            t("time.loading")
          ) : (
            <>
              <strong>{format.moment(picture.acquiredAt, picture.acquiredPrecision)}</strong>
              <span className="quiet">
                {[picture.sensor, picture.attribution].filter((part) => part !== null).join(" · ")}
              </span>
            </>
          )}
        </p>
        {hasWindows && share !== undefined && (
          <p className="time-bar-share">{t("time.damagedBy", { share: format.percent(share) })}</p>
        )}
        {hasWindows && (
          <label className="check">
            <input
              type="checkbox"
              checked={isWhole}
              onChange={(event) => onChange({ isWhole: event.target.checked })}
            />
            {t("time.whole")}
          </label>
        )}
      </div>
      <div
        className="time-rail"
        ref={rail}
        onPointerDown={handlePointer}
        onPointerMove={handlePointer}
        data-waiting={shown !== wanted}
      >
        {hasWindows && <ShareLine positions={positions} shares={shares} width={width} isRtl={isRtl} />}
        <input
          type="range"
          className="time-range"
          aria-label={t("time.label")}
          aria-valuetext={scenes[at] === undefined ? "" : format.date(scenes[at].acquiredAt)}
          min={0}
          max={scenes.length - 1}
          value={at}
          onChange={(event) => show(Number(event.target.value))}
        />
        {scenes.map((scene, index) => (
          <span
            key={scene.id}
            className="time-tick"
            data-current={index === at}
            style={{ insetInlineStart: positions[index] }}
            aria-hidden="true"
          >
            {labelled.has(index) && <span>{format.shortDate(scene.acquiredAt)}</span>}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Steps through the pictures, each one shown completely before the next is asked for; stops at the end. */
function usePlay(at: number, count: number, isShown: boolean, show: (index: number) => void) {
  const [isPlaying, setIsPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying || !isShown) return undefined;
    const timer = setTimeout(() => {
      if (at + 1 < count) show(at + 1);
      else setIsPlaying(false);
    }, PLAY_MS);
    return () => clearTimeout(timer);
  });
  const setPlaying = (wish: boolean) => {
    if (wish && at === count - 1) show(0);
    setIsPlaying(wish);
  };
  return [isPlaying, setPlaying] as const;
}
