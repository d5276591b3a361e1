import type { KeyboardEvent, PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ExpectedCount } from "../../shared/summary.ts";
import { useFormat } from "../i18n/format.ts";
import { labelsThatFit, nearestTo } from "../tagging/timeline-layout.ts";
import { useWidth } from "../tagging/use-width.ts";
import type { Timeline } from "./moments.ts";
import { PlayButton } from "./play-button.tsx";
import type { StopControl } from "./use-stop.ts";
import type { ChangeView } from "./use-view.ts";
import { WeekBars } from "./week-bars.tsx";
import { useWeekWords } from "./week-words.ts";
import { expectedPerWeek, shareDamagedBy, WEEK_MS, type Stop } from "./weeks.ts";

type TimeBarProps = {
  timeline: Timeline;
  stops: readonly Stop[];
  control: StopControl;
  /** The stop that is on the map: its picture is complete. */
  shown: Stop | null;
  /** Expected damage per interval; empty before the figures have come. */
  perInterval: readonly ExpectedCount[];
  isWhole: boolean;
  hasWindows: boolean;
  onChange: ChangeView;
};

const LABEL_PX = 76;
/** The rail begins and ends this far from its box, so that the outer labels fit, CSS pixels. */
const RAIL_INSET_PX = 34;

/** The campaign's weeks on a line: chooses the date whose damage is shown, and with it the newest picture of that time. */
export function TimeBar(props: TimeBarProps) {
  const { timeline, stops, control, shown, perInterval, isWhole, hasWindows, onChange } = props;
  const { t, i18n } = useTranslation("analysis");
  const format = useFormat();
  const [rail, width] = useWidth<HTMLDivElement>();
  const sayWeek = useWeekWords();
  const { scenes, times } = timeline;
  const { at, show } = control;
  const [first, last] = [stops.at(0), stops.at(-1)];
  if (first === undefined || last === undefined) return null;

  const isRtl = i18n.dir() === "rtl";
  const [begin, end] = [first.isWeek ? Date.parse(first.week) : first.until, last.until];
  const length = Math.max(0, width - 2 * RAIL_INSET_PX);
  const place = (time: number) =>
    RAIL_INSET_PX + (end === begin ? length / 2 : ((time - begin) / (end - begin)) * length);
  const positions = stops.map(({ until }) => place(until));
  const ticks = times.map(place);
  const current = stops[at]?.scene ?? 0;
  const labelled = labelsThatFit(ticks, [current, 0, scenes.length - 1], LABEL_PX);
  const weeks = hasWindows ? expectedPerWeek(perInterval, stops, timeline) : [];

  const handlePointer = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    show(nearestTo(positions, isRtl ? box.right - event.clientX : event.clientX - box.left));
  };
  // From picture to picture; the arrows go from week to week.
  const handleKey = (event: KeyboardEvent) => {
    const step = event.key === "PageUp" ? 1 : event.key === "PageDown" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = stops.findIndex(({ scene }) => scene === current + step);
    if (next !== -1) show(next);
  };
  const say = (stop: Stop) =>
    stop.isWeek ? sayWeek(stop.week) : format.date(new Date(stop.until).toISOString());

  return (
    <div className="time-bar">
      <div className="time-bar-head">
        <PlayButton control={control} count={stops.length} isWeekly={hasWindows} />
        <p className="time-bar-date" aria-live={control.isPlaying ? "off" : "polite"}>
          {shown === null ? (
            t("time.loading")
          ) : (
            <ShownDate timeline={timeline} shown={shown} words={say(shown)} />
          )}
        </p>
        {hasWindows && shown !== null && perInterval.length > 0 && (
          <p className="time-bar-share">
            {t("time.damagedBy", {
              share: format.percent(shareDamagedBy(perInterval, timeline, shown.until)),
            })}
          </p>
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
        data-waiting={shown !== stops[at]}
      >
        <WeekBars
          bars={weeks.map(({ week, count }) => ({
            week,
            count,
            from: Math.max(RAIL_INSET_PX, place(Date.parse(week))),
            to: place(Math.min(end, Date.parse(week) + WEEK_MS)),
            isPassed: isWhole || Date.parse(week) < (stops[at]?.until ?? 0),
          }))}
          width={width}
          isRtl={isRtl}
        />
        <input
          type="range"
          className="time-range"
          aria-label={t(hasWindows ? "time.weeks" : "time.label")}
          aria-valuetext={
            stops[at] === undefined
              ? ""
              : `${say(stops[at])} · ${t("time.picture", { date: format.date(scenes[current]?.acquiredAt ?? "") })}`
          }
          min={0}
          max={stops.length - 1}
          value={at}
          onChange={(event) => show(Number(event.target.value))}
          onKeyDown={handleKey}
        />
        {scenes.map((scene, index) => (
          <span
            key={scene.id}
            className="time-tick"
            data-current={index === current}
            style={{ insetInlineStart: ticks[index] }}
            aria-hidden="true"
          >
            {labelled.has(index) && <span>{format.shortDate(scene.acquiredAt)}</span>}
          </span>
        ))}
        <i className="time-handle" style={{ insetInlineStart: positions[at] }} aria-hidden="true" />
      </div>
    </div>
  );
}

/** The week, and the picture that is really on screen: it may be older. */
function ShownDate({ timeline, shown, words }: { timeline: Timeline; shown: Stop; words: string }) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const picture = timeline.scenes[shown.scene];
  if (picture === undefined) return <strong>{words}</strong>;
  const date = format.moment(picture.acquiredAt, picture.acquiredPrecision);
  return (
    <>
      <strong>{shown.isWeek ? words : date}</strong>
      <span className="quiet">
        {[...(shown.isWeek ? [t("time.picture", { date })] : []), picture.sensor, picture.attribution]
          .filter((part) => part !== null)
          .join(" · ")}
      </span>
    </>
  );
}
