import { Pause, Play } from "lucide-react";
import { type PointerEvent, useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Bbox } from "../../shared/geo.ts";
import { useFormat } from "../i18n/format.ts";
import type { Draft } from "./draft.ts";
import { ownDrag } from "./own-drag.ts";
import { placeOf, type Question } from "./question.ts";
import { type SceneCursor, useCursor } from "./scene-cursor.ts";
import { SceneFrame } from "./scene-frame.tsx";
import { labelsThatFit, nearestTo, spaceByTime } from "./timeline-layout.ts";
import { TimelineRail } from "./timeline-rail.tsx";
import { TimelineSlider } from "./timeline-slider.tsx";
import { useWidth } from "./use-width.ts";
import "./timeline.css";

type TimelineProps = {
  question: Question;
  /** The box around the building, for the little pictures; degrees, EPSG:4326. */
  box: Bbox;
  draft: Draft;
  cursor: SceneCursor;
  /** Scenes of which a part could not be loaded. */
  gaps: ReadonlySet<string>;
  isPlaying: boolean;
  onWant: (sceneId: string) => void;
  onPlay: () => void;
};

const WIDEST_FRAME = 76;
const LEAST_GAP = 26;
const ROOM_FOR_LABEL = 86;
/** A wheel notch is about 100 of its units; trackpads send many small ones. */
const WHEEL_PER_SCENE = 60;

/**
 * The scenes in time: drag, wheel, click or step through them; what was marked stands on the rail below. Time runs
 * with the script, from right to left in Arabic, and so do the arrow keys, the curtain and the two sides of a
 * comparison: what lies later is always further on in reading.
 */
export function Timeline(props: TimelineProps) {
  const { question, box, draft, cursor, gaps, isPlaying, onWant, onPlay } = props;
  const { t, i18n } = useTranslation("tagging");
  const format = useFormat();
  const [track, width] = useWidth<HTMLDivElement>();
  // The little pictures wait for the first great one.
  const isReady = useCursor(cursor, ({ shown }) => shown !== null);
  const { scenes, unusable } = question;
  const isRightToLeft = i18n.dir() === "rtl";

  const roomPerScene = width / Math.max(1, scenes.length);
  const frameWidth = Math.max(LEAST_GAP - 4, Math.min(WIDEST_FRAME, roomPerScene - 4));
  const positions = spaceByTime(
    scenes.map(({ acquiredAt }) => Date.parse(acquiredAt)),
    Math.max(0, width - frameWidth),
    frameWidth + 3,
  ).map((position) => position + frameWidth / 2);
  const marked = [placeOf(question, draft.lastIntact), placeOf(question, draft.firstDamaged)];
  /** The scenes whose label, shown while one stands on them, would lie over that of the one at `at`. */
  const crowdOf = (at: number) =>
    scenes
      .filter((_, other) => Math.abs((positions[other] ?? 0) - (positions[at] ?? 0)) < ROOM_FOR_LABEL)
      .map(({ id }) => id)
      .join(" ");
  const labels = labelsThatFit(positions, [...marked, 0, scenes.length - 1], ROOM_FOR_LABEL);

  function want(index: number): void {
    const scene = scenes[Math.max(0, Math.min(scenes.length - 1, index))];
    if (scene !== undefined && scene.id !== cursor.get().wanted) onWant(scene.id);
  }
  function handleDrag(event: PointerEvent<HTMLDivElement>): void {
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    const { left, right } = event.currentTarget.getBoundingClientRect();
    want(nearestTo(positions, isRightToLeft ? right - event.clientX : event.clientX - left));
  }
  useWheel(track, (steps) => want(placeOf(question, cursor.get().wanted) + steps));
  useEffect(() => ownDrag(track.current), [track]);

  return (
    <div className="timeline">
      <button
        type="button"
        className="timeline-play"
        aria-label={t(isPlaying ? "timeline.pause" : "timeline.play")}
        title={t(isPlaying ? "timeline.pause" : "timeline.play")}
        aria-keyshortcuts="p"
        onClick={onPlay}
      >
        {isPlaying ? <Pause size={18} aria-hidden="true" /> : <Play size={18} aria-hidden="true" />}
      </button>
      <div className="timeline-track" ref={track} onPointerDown={handleDrag} onPointerMove={handleDrag}>
        <TimelineSlider question={question} draft={draft} cursor={cursor} onWant={want} />
        {scenes.map((scene, at) => (
          <SceneFrame
            key={scene.id}
            scene={scene}
            box={box}
            width={frameWidth}
            position={positions[at] ?? 0}
            cursor={cursor}
            hasPicture={isReady}
            label={format.shortDate(scene.acquiredAt)}
            isLabelled={labels.has(at)}
            crowd={crowdOf(at)}
            edge={at === 0 ? "first" : at === scenes.length - 1 ? "last" : null}
            mark={scene.id === draft.lastIntact ? "last" : scene.id === draft.firstDamaged ? "first" : null}
            trouble={unusable.get(scene.id) ?? null}
            hasGaps={gaps.has(scene.id)}
          />
        ))}
        <TimelineRail question={question} draft={draft} positions={positions} width={width} />
      </div>
    </div>
  );
}

/** Steps with the wheel. React listens passively, so the page would scroll along; hence a listener of our own. */
function useWheel(element: { current: HTMLElement | null }, onSteps: (steps: number) => void): void {
  const act = useEffectEvent(onSteps);
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    let turned = 0;
    const handleWheel = (event: WheelEvent) => {
      event.preventDefault();
      turned += Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
      const steps = Math.trunc(turned / WHEEL_PER_SCENE);
      turned -= steps * WHEEL_PER_SCENE;
      if (steps !== 0) act(Math.sign(steps));
    };
    target.addEventListener("wheel", handleWheel, { passive: false });
    return () => target.removeEventListener("wheel", handleWheel);
  }, [element]);
}
