import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { Problem } from "../ui/problem.tsx";
import { Legend } from "./legend.tsx";
import { looksOf } from "./looks.ts";
import { MapView } from "./map-view.tsx";
import { timelineOf } from "./moments.ts";
import { Panel } from "./panel.tsx";
import { damagePerInterval, shareDamagedBy } from "./statistics.ts";
import { matchesFilter } from "./filter.ts";
import { TimeBar } from "./time-bar.tsx";
import { useBuildings, useConsensus } from "./use-consensus.ts";
import { useView } from "./use-view.ts";

/** Map, time and panel side by side; each shows the same buildings under the same filter. */
export function AnalysisScreen({ campaign, isAnalyst }: { campaign: Campaign; isAnalyst: boolean }) {
  const { t, i18n } = useTranslation("analysis");
  const [view, changeView] = useView(campaign.asks);
  const { store, link, retry } = useConsensus(campaign.slug);
  const buildings = useBuildings(store);
  const [shownScene, setShownScene] = useState<string | null>(null);
  const timeline = useMemo(() => timelineOf(campaign.scenes), [campaign.scenes]);
  const matching = useMemo(
    () => buildings.filter((building) => matchesFilter(building, view.filter, campaign.asks)),
    [buildings, view.filter, campaign.asks],
  );
  const perInterval = useMemo(() => damagePerInterval(matching, timeline), [matching, timeline]);
  // What buildings show follows the picture that is on screen, not the one that was asked for.
  const until = view.isWhole || shownScene === null ? null : (timeline.indexOf.get(shownScene) ?? null);
  const { scale, asks } = campaign;
  const lookOf = useMemo(
    () => looksOf({ scale, asks }, timeline, { colour: view.colour, filter: view.filter, until }),
    [scale, asks, timeline, view.colour, view.filter, until],
  );
  const wanted = timeline.scenes.find(({ id }) => id === view.scene) ?? timeline.scenes.at(-1);

  return (
    <div className="analysis">
      <h1 className="visually-hidden">{textIn(campaign.title, i18n.language)}</h1>
      <section className="analysis-map" aria-label={t("map.label")}>
        <MapView
          key={timeline.scenes.map(({ id }) => id).join()}
          timeline={timeline}
          store={store}
          lookOf={lookOf}
          scene={wanted?.id ?? null}
          building={view.building}
          onPick={(building) => changeView({ building })}
          onSceneShown={setShownScene}
        />
        <Legend
          campaign={campaign}
          timeline={timeline}
          buildings={buildings}
          view={view}
          onChange={changeView}
        />
        {link.fault !== null && (
          <div className="analysis-fault">
            <Problem fault={link.fault} onRetry={retry} />
          </div>
        )}
        <TimeBar
          timeline={timeline}
          shares={shareDamagedBy(perInterval)}
          wanted={wanted?.id ?? null}
          shown={shownScene}
          isWhole={view.isWhole}
          hasWindows={campaign.asks.window}
          onChange={changeView}
        />
      </section>
      <Panel
        campaign={campaign}
        timeline={timeline}
        buildings={buildings}
        matching={matching}
        perInterval={perInterval}
        view={view}
        link={link}
        isAnalyst={isAnalyst}
        onChange={changeView}
        onReviewed={store.put}
      />
    </div>
  );
}
