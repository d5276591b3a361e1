import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { SampleDetail, SampleItem } from "../../shared/samples.ts";
import { BeforeAfter } from "../analysis/before-after.tsx";
import { timelineOf } from "../analysis/moments.ts";
import { ReviewClasses } from "../analysis/review-classes.tsx";
import { SceneStrip } from "../analysis/scene-strip.tsx";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { useKeys } from "../tagging/use-keys.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";
import { useLabel, useSample } from "./use-samples.ts";
import "../analysis/building.css";

/** One building of a sample after the other, without what the volunteers said. */
export function SampleLabelling({ campaign, id }: { campaign: Campaign; id: string }) {
  const sample = useSample(id);
  if (sample.isPending) return <Loading isWholePage={false} />;
  if (sample.isError) return <Problem fault={sample.error} onRetry={() => void sample.refetch()} />;
  return <Items campaign={campaign} sample={sample.data} />;
}

const isOpen = ({ label, hasVoted }: SampleItem): boolean => label === null && !hasVoted;

function Items({ campaign, sample: { id, items } }: { campaign: Campaign; sample: SampleDetail }) {
  const { t } = useTranslation("quality");
  // Where one left off. It stays there when that is labelled: one goes on by oneself, having seen what one said.
  const [at, setAt] = useState(() => Math.max(0, items.findIndex(isOpen)));
  const item = items[at];
  if (item === undefined) return <p className="quiet">{t("sample.none")}</p>;
  return (
    <section className="sample-labelling">
      <p className="quiet">{t("sample.place", { place: at + 1, count: items.length })}</p>
      {items.every(({ label }) => label !== null) && (
        <Notice
          title={t("sample.finished")}
          actions={<ButtonLink to={`?report=${id}`}>{t("sample.report")}</ButtonLink>}
        >
          {t("sample.finishedText")}
        </Notice>
      )}
      <LabelItem
        key={item.building}
        {...{ campaign, item }}
        sample={id}
        onStep={(step) => setAt((at + step + items.length) % items.length)}
      />
    </section>
  );
}

type LabelItemProps = {
  campaign: Campaign;
  sample: string;
  item: SampleItem;
  onStep: (step: 1 | -1) => void;
};

function LabelItem({ campaign, sample, item, onStep }: LabelItemProps) {
  const { t, i18n } = useTranslation("quality");
  const timeline = useMemo(() => timelineOf(campaign.scenes), [campaign.scenes]);
  const last = timeline.scenes.length - 1;
  const [shown, setShown] = useState(last);
  const label = useLabel(campaign.slug, sample);
  const feature = { id: item.building, geometry: item.geometry };
  const pick = (scene: number) => setShown(Math.max(0, Math.min(last, scene)));
  const give = (code: string | null) => {
    if (!item.hasVoted && item.crowd === null && !label.isPending)
      label.mutate({ building: item.building, class: code });
  };
  // What was pressed is shown at once, while it is on its way.
  const shownLabel = label.isPending ? { class: label.variables.class } : item.label;
  // Images stand in the order in which the language is read.
  const onward = i18n.dir() === "rtl" ? -1 : 1;
  useKeys(true, {
    ...Object.fromEntries(
      campaign.scale.classes.slice(0, 9).map(({ code }, at) => [String(at + 1), () => give(code)]),
    ),
    "0": () => give(null),
    ArrowLeft: () => pick(shown - onward),
    ArrowRight: () => pick(shown + onward),
    n: () => onStep(1),
    p: () => onStep(-1),
    Enter: () => onStep(1),
  });
  return (
    <div className="sample-item">
      <div>
        <BeforeAfter
          building={feature}
          timeline={timeline}
          before={0}
          after={shown}
          isWindow={shown !== last}
        />
        <SceneStrip building={feature} timeline={timeline} interval={null} current={shown} onPick={pick} />
      </div>
      <div className="sample-answer">
        {item.crowd === null && <h2>{t("sample.toLabel")}</h2>}
        {item.hasVoted && <p className="quiet">{t("sample.voted")}</p>}
        {!item.hasVoted && item.crowd === null && (
          <>
            <ReviewClasses scale={campaign.scale} code={shownLabel?.class ?? null} onPick={give} />
            <Button
              aria-pressed={shownLabel !== null && shownLabel.class === null}
              onClick={() => give(null)}
            >
              {t("sample.cannotTell")} <kbd>0</kbd>
            </Button>
          </>
        )}
        {label.isError && <Problem fault={label.error} />}
        <output>
          <Answers campaign={campaign} item={item} />
        </output>
        <p className="sample-actions">
          <Button onClick={() => onStep(-1)}>{t("sample.previous")}</Button>
          <Button tone={item.label === null ? "plain" : "primary"} onClick={() => onStep(1)}>
            {t("sample.next")}
          </Button>
        </p>
        <p className="quiet sample-keys">{t("sample.keys")}</p>
      </div>
    </div>
  );
}

/** What one said oneself; and of the volunteers, only when nothing is left to be labelled. */
function Answers({ campaign, item: { label, crowd } }: { campaign: Campaign; item: SampleItem }) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const labelOf = useClassLabel(campaign.scale);
  if (label === null) return null;
  const own = label.class === null ? t("sample.cannotTell") : labelOf(label.class);
  return (
    <>
      <p>{t("sample.labelled", { class: own })}</p>
      <p className="quiet">
        {crowd === null
          ? t("sample.theirsLater")
          : t("sample.theirs", { class: labelOf(crowd.class), share: format.percent(crowd.probability) })}
      </p>
    </>
  );
}
