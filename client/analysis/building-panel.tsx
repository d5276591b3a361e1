import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { BuildingDetail, ReviewQueue } from "../../shared/reviews.ts";
import { scenesAt } from "../../shared/scenes.ts";
import { ApiProblem, call } from "../api.ts";
import { useKeys } from "../tagging/use-keys.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";
import { BeforeAfter } from "./before-after.tsx";
import { BuildingDistress } from "./building-distress.tsx";
import { BuildingHead } from "./building-head.tsx";
import { BuildingHistory } from "./building-history.tsx";
import { BuildingMarks } from "./building-marks.tsx";
import { BuildingQuestions } from "./building-questions.tsx";
import { GoldPanel } from "./gold-panel.tsx";
import { ImagesSummary } from "./images/images-summary.tsx";
import { IntervalChart } from "./interval-chart.tsx";
import { buildingKey } from "./keys.ts";
import { damagedFrom, massPerInterval, shownMarks } from "./moments.ts";
import type { PanelProps } from "./panel.tsx";
import { useProbability } from "./probability.ts";
import { ReviewForm } from "./review-form.tsx";
import { ReviewHistory } from "./review-history.tsx";
import { SceneStrip } from "./scene-strip.tsx";
import { ShareBars } from "./share-bars.tsx";
import { Verdict } from "./verdict.tsx";
import { VotesTable } from "./votes-table.tsx";

export type BuildingPanelProps = PanelProps & {
  id: string;
  queue: ReviewQueue;
  goBack: (() => void) | null;
  onStep: (step: 1 | -1) => void;
  onDecided: (building: string, isToGoOn: boolean) => void;
};

/** Everything an analyst may know of one building, and the form to decide it. */
export function BuildingPanel(props: BuildingPanelProps) {
  const { campaign, id, onChange } = props;
  const { t } = useTranslation("analysis");
  const building = useQuery({
    queryKey: buildingKey(campaign.slug, id),
    queryFn: ({ signal }) => call(API.getBuilding, { slug: campaign.slug, id }, signal),
  });
  const isLost = building.isError && isGone(building.error);
  return (
    <>
      <BuildingHead {...props} building={building.data ?? null} isGone={isLost} />
      {building.isPending && <Loading isWholePage={false} />}
      {isLost && (
        <Notice
          title={t("building.goneTitle")}
          actions={<Button onClick={() => onChange({ building: null })}>{t("building.back")}</Button>}
        >
          {t("building.goneText")}
        </Notice>
      )}
      {building.isError && !isLost && (
        <Problem fault={building.error} onRetry={() => void building.refetch()} />
      )}
      {/* Another building is another form: nothing typed for one may be sent for the next. */}
      {building.isSuccess && <BuildingStory key={id} {...props} building={building.data} />}
    </>
  );
}

/** Taken out of the campaign since the link was made, never in it, or no building's name at all. */
const isGone = (fault: unknown) =>
  fault instanceof ApiProblem && ["not_found", "invalid_input"].includes(fault.code);

function BuildingStory({ building, ...panel }: BuildingPanelProps & { building: BuildingDetail }) {
  const { t, i18n } = useTranslation("analysis");
  // Every picture below shows each image where it lies for this building.
  const timeline = useMemo(
    () => ({ ...panel.timeline, scenes: scenesAt(panel.timeline.scenes, building.offsets) }),
    [panel.timeline, building.offsets],
  );
  const props = { ...panel, timeline };
  const { campaign, onChange } = props;
  const { asks } = campaign;
  const count = timeline.scenes.length;
  const interval = damagedFrom(building.properties, timeline);
  const [picked, setPicked] = useState<number | null>(null);
  // Without both ends (never damaged, before the first picture, not known): the whole series, first against last.
  const before = timeline.indexOf.get(shownMarks(building.properties)?.lastIntact ?? "");
  const after = picked ?? (interval === null ? count - 1 : Math.min(interval, count - 1));
  const isWindow = before !== undefined && interval !== null && interval < count;
  const pick = (index: number) => {
    const at = Math.max(0, Math.min(count - 1, index));
    setPicked(at);
    onChange({ scene: timeline.scenes[at]?.id ?? null });
  };
  // Time runs as the language is read.
  const onward = i18n.dir() === "rtl" ? -1 : 1;
  useKeys(count > 0, { ArrowLeft: () => pick(after - onward), ArrowRight: () => pick(after + onward) });
  const masses = massPerInterval(building.properties, timeline);
  return (
    <>
      <Verdict building={building} campaign={campaign} timeline={timeline} />
      {count > 0 && (
        <section>
          <BeforeAfter
            building={building}
            timeline={timeline}
            before={isWindow ? (before ?? 0) : 0}
            after={after}
            isWindow={isWindow || picked !== null}
          />
          <SceneStrip
            building={building}
            timeline={timeline}
            interval={interval}
            current={after}
            onPick={pick}
          />
        </section>
      )}
      {count > 0 && <ImagesSummary campaign={campaign} building={building} />}
      {asks.window && count > 0 && (
        <section>
          <IntervalChart timeline={timeline} shares={masses} title={t("building.whenChart")} />
        </section>
      )}
      {asks.class && <ClassShares {...props} building={building} />}
      <VotesTable building={building} campaign={campaign} timeline={timeline} />
      <BuildingQuestions {...props} building={building} />
      <BuildingDistress campaign={campaign} building={building} />
      <section>
        <ReviewForm {...props} building={building} scene={timeline.scenes[after]?.id ?? null} />
      </section>
      <ReviewHistory {...props} building={building} />
      <section>
        <BuildingMarks {...props} building={building} />
      </section>
      <GoldPanel building={building} campaign={campaign} timeline={timeline} />
      <BuildingHistory building={building} campaign={campaign} />
    </>
  );
}

function ClassShares({ campaign, building }: PanelProps & { building: BuildingDetail }) {
  const { t } = useTranslation("analysis");
  const sayProbability = useProbability();
  const labelOf = useClassLabel(campaign.scale);
  const looks = classLooks(campaign.scale.classes);
  const bars = campaign.scale.classes.map(({ code }) => {
    const share = building.properties.probabilities[code] ?? 0;
    const look = looks.get(code) ?? UNKNOWN_LOOK;
    return { key: code, name: labelOf(code), look, share, value: sayProbability(share) };
  });
  return (
    <section>
      <h3>{t("building.classChart")}</h3>
      <ShareBars label={t("building.classChart")} bars={bars} />
    </section>
  );
}
