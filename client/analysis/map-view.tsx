import { Maximize, Minus, Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bbox, BuildingGeometry, Polygon } from "../../shared/geo.ts";
import { createCampaignMap, type CampaignMap } from "../map/campaign-map.ts";
import type { MapTheme } from "./looks.ts";
import { Button } from "../ui/button.tsx";
import type { ChangeFeed } from "./change-feed.ts";
import type { Timeline } from "./moments.ts";
import { useBarRoom } from "./use-bar-room.ts";
import { useIsNarrow } from "./use-is-narrow.ts";

type MapViewProps = {
  timeline: Timeline;
  /** Where tiles of findings come from: a template with {z}, {x} and {y}. */
  tiles: string;
  theme: MapTheme;
  feed: ChangeFeed;
  /** Around the buildings shown, degrees; null while unknown or none. */
  bounds: Bbox | null;
  scene: string | null;
  selected: BuildingGeometry | null;
  /** What is selected is not known yet: nothing else is brought into view before it. */
  isSelectedAwaited: boolean;
  area: Polygon | null;
  isDrawing: boolean;
  onPick: (building: string | null) => void;
  onSceneShown: (scene: string) => void;
  /** Picture or findings are being drawn anew; false once both are complete. */
  onDrawing: (isUnderWay: boolean) => void;
  /** An area was drawn, or null when it was given up. */
  onDrawn: (area: Polygon | null) => void;
};

/** Room that the legend takes beside the picture's start, CSS pixels. */
const LEGEND_PX = 296;
const EDGE_PX = 8;

/** The frame in which the map lives; React only hands it what to show. */
export function MapView(props: MapViewProps) {
  const { timeline, tiles, theme, feed, bounds, scene, selected, area, isDrawing } = props;
  const { isSelectedAwaited, onPick, onSceneShown, onDrawing, onDrawn } = props;
  const { t, i18n } = useTranslation("analysis");
  const isNarrow = useIsNarrow();
  const isRtl = i18n.dir() === "rtl";
  const target = useRef<HTMLDivElement>(null);
  const map = useRef<CampaignMap | null>(null);
  const barRoom = useBarRoom(target);
  const handlers = useRef({ onPick, onSceneShown, onDrawing, onDrawn });
  // One map for as long as this frame lives: whoever has other scenes gives it another key.
  const [parts] = useState({ scenes: timeline.scenes, feed });

  useEffect(() => {
    handlers.current = { onPick, onSceneShown, onDrawing, onDrawn };
  });
  useEffect(() => {
    if (target.current === null) return undefined;
    const made = createCampaignMap({
      target: target.current,
      scenes: parts.scenes,
      onPick: (id) => handlers.current.onPick(id),
      onSceneShown: (id) => handlers.current.onSceneShown(id),
      onComplete: () => handlers.current.onDrawing(false),
    });
    const unsubscribe = parts.feed.subscribe((places, number) => made.refresh(places, number));
    map.current = made;
    return () => {
      unsubscribe();
      made.dispose();
      map.current = null;
    };
  }, [parts]);
  useEffect(() => {
    const legend = isNarrow ? EDGE_PX : LEGEND_PX;
    const bar = Math.max(EDGE_PX, barRoom);
    map.current?.setRoom([EDGE_PX, isRtl ? legend : EDGE_PX, bar, isRtl ? EDGE_PX : legend]);
  }, [isNarrow, isRtl, barRoom]);
  useEffect(() => {
    handlers.current.onDrawing(true);
    map.current?.setTheme(theme);
  }, [theme]);
  useEffect(() => map.current?.setTiles(tiles), [tiles]);
  useEffect(() => map.current?.setBounds(bounds), [bounds]);
  useEffect(() => map.current?.setArea(area), [area]);
  useEffect(() => map.current?.select(selected), [selected]);
  useEffect(() => {
    if (bounds !== null && !isSelectedAwaited) map.current?.fitFirst();
  }, [bounds, isSelectedAwaited]);
  useEffect(() => {
    if (scene === null) return;
    handlers.current.onDrawing(true);
    map.current?.showScene(scene);
  }, [scene]);
  useEffect(() => {
    if (!isDrawing) return undefined;
    const stop = map.current?.drawArea((drawn) => handlers.current.onDrawn(drawn));
    const handleKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") stop?.();
    };
    window.addEventListener("keydown", handleKey);
    return () => {
      window.removeEventListener("keydown", handleKey);
      stop?.();
    };
  }, [isDrawing]);

  return (
    <>
      <div
        className="map-target"
        ref={target}
        // The map itself takes focus: arrows move it, plus and minus zoom. Buildings are listed in the panel too.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="application"
        aria-label={t("map.picture")}
      />
      <div className="map-tools">
        <Button tone="plain" aria-label={t("map.zoomIn")} onClick={() => map.current?.zoomBy(1)}>
          <Plus size={20} aria-hidden="true" />
        </Button>
        <Button tone="plain" aria-label={t("map.zoomOut")} onClick={() => map.current?.zoomBy(-1)}>
          <Minus size={20} aria-hidden="true" />
        </Button>
        <Button tone="plain" aria-label={t("map.fit")} onClick={() => map.current?.fit()}>
          <Maximize size={18} aria-hidden="true" />
        </Button>
      </div>
    </>
  );
}
