import { Layers } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { ConsensusStatus } from "../../shared/consensus.ts";
import type { Summary } from "../../shared/summary.ts";
import { useFormat } from "../i18n/format.ts";
import { changed, toggled } from "./filter.ts";
import { ClassKey, CertaintyKey, WindowKey } from "./legend-keys.tsx";
import { colourModes, type ColourMode } from "./looks.ts";
import type { Timeline } from "./moments.ts";
import { useIsNarrow } from "./use-is-narrow.ts";
import type { ChangeView, View } from "./use-view.ts";

export type LegendProps = {
  campaign: Campaign;
  timeline: Timeline;
  /** The figures under the filter; null before they have come. */
  summary: Summary | null;
  view: View;
  onChange: ChangeView;
};

/** What colours and outlines mean, how many buildings have each, and the filter: each row is a switch. */
export function Legend(props: LegendProps) {
  const { t } = useTranslation("analysis");
  const isNarrow = useIsNarrow();
  const { campaign, view, onChange } = props;
  const Key = KEYS[view.colour];
  return (
    <details className="legend" open={!isNarrow}>
      <summary>
        <Layers size={18} aria-hidden="true" />
        {t("legend.title")}
      </summary>
      <div className="legend-body">
        <fieldset className="segments">
          <legend className="visually-hidden">{t("legend.colourBy")}</legend>
          {colourModes(campaign.asks).map((mode) => (
            <label key={mode}>
              <input
                type="radio"
                name="colour"
                checked={view.colour === mode}
                onChange={() => onChange({ colour: mode })}
              />
              <span>{t(`legend.${mode}`)}</span>
            </label>
          ))}
        </fieldset>
        <Key {...props} />
        <StatusKey {...props} />
        {campaign.asks.window && !view.isWhole && (
          <p className="legend-perhaps quiet">
            <i aria-hidden="true" />
            {t("legend.perhaps")}
          </p>
        )}
      </div>
    </details>
  );
}

const KEYS: Record<ColourMode, (props: LegendProps) => React.ReactNode> = {
  class: ClassKey,
  window: WindowKey,
  certainty: CertaintyKey,
};

function StatusKey({ summary, view, onChange }: LegendProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  return (
    <ul className="legend-rows legend-statuses" aria-label={t("legend.status")}>
      {ConsensusStatus.options.map((status) => {
        const isOn = view.filter.status?.includes(status) === true;
        return (
          <li key={status}>
            <button
              type="button"
              aria-pressed={isOn}
              onClick={() =>
                onChange({ filter: changed(view.filter, { status: toggled(view.filter.status, status) }) })
              }
            >
              <i className={`swatch swatch-${status}`} aria-hidden="true" />
              <span>{t(`status.${status}`)}</span>
              <span className="legend-count">
                {summary === null ? "" : format.number(summary.others.statuses[status] ?? 0)}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
