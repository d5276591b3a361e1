import { useQuery } from "@tanstack/react-query";
import { memo, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { filterToParameters } from "../../shared/finding-filter.ts";
import { bboxOf, positionsOf, type BuildingGeometry } from "../../shared/geo.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import type { Scene } from "../../shared/scenes.ts";
import { textIn } from "../../shared/text.ts";
import { call } from "../api.ts";
import { Problem } from "../ui/problem.tsx";
import { changed } from "./filter.ts";
import { buildingKey } from "./keys.ts";
import { Legend as WholeLegend } from "./legend.tsx";
import { MapView } from "./map-view.tsx";
import { timelineOf } from "./moments.ts";
import { Panel as WholePanel } from "./panel.tsx";
import { TimeBar } from "./time-bar.tsx";
import { useConsensus } from "./use-consensus.ts";
import { useStop } from "./use-stop.ts";
import { useSummary } from "./use-summary.ts";
import { useView } from "./use-view.ts";
import { stopsOf } from "./weeks.ts";

// Neither moves with time: playing asks nothing of them.
const [Legend, Panel] = [memo(WholeLegend), memo(WholePanel)];

/** Map, time and panel side by side; each shows the same buildings under the same filter. */
export function AnalysisScreen({ campaign, isAnalyst }: { campaign: Campaign; isAnalyst: boolean }) {
  const { t, i18n } = useTranslation("analysis");
  const { slug, scale, asks } = campaign;
  const [view, changeView] = useView(asks);
  const summary = useSummary(slug, view.filter);
  const { feed, link } = useConsensus(slug, summary.data?.seq ?? null);
  const [shownScene, setShownScene] = useState<string | null>(null);
  const [isDrawing, setDrawing] = useState(false);
  const timeline = useMemo(() => timelineOf(campaign.scenes), [campaign.scenes]);
  const stops = useMemo(() => stopsOf(timeline, asks.window), [timeline, asks.window]);
  const isDrawn = useRef(true);
  const control = useStop({
    stops,
    timeline,
    view,
    onChange: changeView,
    isDrawn: useCallback(() => isDrawn.current, []),
  });
  // What buildings show follows the picture that is on screen, not the one that was asked for.
  const wanted = stops[control.at];
  const isShown = wanted !== undefined && timeline.scenes[wanted.scene]?.id === shownScene;
  const [shown, setShown] = useState(wanted ?? null);
  if (isShown && shown !== wanted) setShown(wanted);
  const until =
    view.isWhole || !asks.window || shown === null || shownScene === null
      ? null
      : Math.floor(shown.until / 1_000);
  const theme = useMemo(
    () => ({
      classes: scale.classes,
      times: timeline.times.map((time) => Math.floor(time / 1_000)),
      colour: view.colour,
      until,
    }),
    [scale, timeline, view.colour, until],
  );
  const query = new URLSearchParams(filterToParameters(view.filter)).toString();
  const selected = useQuery({
    queryKey: buildingKey(slug, view.building ?? ""),
    queryFn: ({ signal }) => call(API.getBuilding, { slug, id: view.building ?? "" }, signal),
    enabled: isAnalyst && view.building !== null,
  });
  const outline = view.building === null ? undefined : selected.data?.geometry;
  // Where no building matches, the pictures are still there to be seen.
  const bounds = summary.data && (summary.data.bounds ?? boundsOf(timeline.scenes));
  const { area } = view.filter;
  const handleReviewed = useCallback(
    (buildings: readonly BuildingDetail[]) => feed.tell(buildings.map(({ geometry }) => placeOf(geometry))),
    [feed],
  );

  return (
    <div className="analysis">
      <h1 className="visually-hidden">{textIn(campaign.title, i18n.language)}</h1>
      <section className="analysis-map" aria-label={t("map.label")}>
        <MapView
          key={timeline.scenes.map(pictureName).join()}
          timeline={timeline}
          tiles={`/api/v1/campaigns/${slug}/tiles/{z}/{x}/{y}.mvt${query === "" ? "" : `?${query}`}`}
          theme={theme}
          feed={feed}
          bounds={useSame(bounds ?? null)}
          scene={timeline.scenes[wanted?.scene ?? -1]?.id ?? null}
          selected={useSame(outline ?? null)}
          isSelectedAwaited={selected.isLoading}
          area={useSame(area?.type === "Polygon" ? area : null)}
          isDrawing={isDrawing}
          onPick={(building) => changeView({ building })}
          onSceneShown={setShownScene}
          onDrawing={(isUnderWay) => {
            isDrawn.current = !isUnderWay;
          }}
          onDrawn={(drawn) => {
            setDrawing(false);
            if (drawn !== null) changeView({ filter: changed(view.filter, { area: drawn }) });
          }}
        />
        <Legend
          campaign={campaign}
          timeline={timeline}
          summary={summary.data ?? null}
          view={view}
          onChange={changeView}
        />
        {summary.isError && (
          <div className="analysis-fault">
            <Problem fault={summary.error} onRetry={() => void summary.refetch()} />
          </div>
        )}
        {isDrawing && <output className="map-hint">{t("filter.drawing")}</output>}
        <TimeBar
          timeline={timeline}
          stops={stops}
          control={control}
          shown={shownScene === null ? null : shown}
          perInterval={summary.data?.perInterval ?? []}
          isWhole={view.isWhole}
          hasWindows={asks.window}
          onChange={changeView}
        />
      </section>
      <Panel
        campaign={campaign}
        timeline={timeline}
        summary={summary.data ?? null}
        view={view}
        link={link}
        isAnalyst={isAnalyst}
        isDrawing={isDrawing}
        onDraw={setDrawing}
        onChange={changeView}
        onReviewed={handleReviewed}
      />
    </div>
  );
}

const boundsOf = (scenes: readonly Scene[]) =>
  bboxOf(
    scenes.flatMap(({ bounds: [west, south, east, north] }) => [
      [west, south],
      [east, north],
    ]),
  );

/** Tells a picture from another one, or one in another place, of the same scene. */
const pictureName = ({ tiles, offset }: Scene) => `${tiles} ${offset.eastMetres} ${offset.northMetres}`;

function placeOf(geometry: BuildingGeometry): [number, number] {
  const [west, south, east, north] = bboxOf(positionsOf(geometry)) ?? [0, 0, 0, 0];
  return [(west + east) / 2, (south + north) / 2];
}

/** The same object for as long as it says the same, so that the map is not told twice. */
function useSame<Value>(value: Value): Value {
  const [kept, setKept] = useState({ value, written: JSON.stringify(value) });
  const written = JSON.stringify(value);
  if (written === kept.written) return kept.value;
  setKept({ value, written });
  return value;
}
