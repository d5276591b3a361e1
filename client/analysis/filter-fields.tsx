import { useId } from "react";
import { useTranslation } from "react-i18next";
import { ConsensusStatus } from "../../shared/consensus.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { isFiltering, NO_FILTER, WITHOUT_CLASS, type Filter } from "./filter.ts";
import type { PanelProps } from "./panel.tsx";

/** Which buildings are looked at; the same filter as the legend's rows, in words. */
export function FilterFields({ campaign, buildings, matching, view, onChange }: PanelProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const labelOf = useClassLabel(campaign.scale);
  const id = useId();
  const { filter } = view;
  const change = (part: Partial<Filter>) => onChange({ filter: { ...filter, ...part } });
  const count = t("filter.count", {
    count: buildings.length,
    shown: format.number(matching.length),
    all: format.number(buildings.length),
  });
  return (
    <div className="filter">
      {campaign.asks.class && (
        <label className="field">
          <span>{t("filter.class")}</span>
          <select
            className="input"
            value={filter.class ?? ""}
            onChange={(event) => change({ class: event.target.value === "" ? null : event.target.value })}
          >
            <option value="">{t("filter.any")}</option>
            {campaign.scale.classes.map(({ code }) => (
              <option key={code} value={code}>
                {labelOf(code)}
              </option>
            ))}
            <option value={WITHOUT_CLASS}>{t("legend.noClass")}</option>
          </select>
        </label>
      )}
      <label className="field">
        <span>{t("filter.status")}</span>
        <select
          className="input"
          value={filter.status ?? ""}
          onChange={(event) => {
            const status = ConsensusStatus.safeParse(event.target.value);
            change({ status: status.success ? status.data : null });
          }}
        >
          <option value="">{t("filter.any")}</option>
          {ConsensusStatus.options.map((status) => (
            <option key={status} value={status}>
              {t(`status.${status}`)}
            </option>
          ))}
        </select>
      </label>
      <div className="field filter-certainty">
        <label htmlFor={id}>{t("filter.certainty", { share: format.percent(filter.minCertainty) })}</label>
        <input
          id={id}
          type="range"
          className="range"
          min={0}
          max={100}
          step={5}
          value={Math.round(filter.minCertainty * 100)}
          aria-valuetext={format.percent(filter.minCertainty)}
          onChange={(event) => change({ minCertainty: Number(event.target.value) / 100 })}
        />
      </div>
      <div className="filter-foot">
        <output className="quiet">{count}</output>
        {isFiltering(filter) && (
          <Button tone="quiet" onClick={() => onChange({ filter: NO_FILTER })}>
            {t("filter.clear")}
          </Button>
        )}
      </div>
    </div>
  );
}
