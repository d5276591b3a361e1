import { useTranslation } from "react-i18next";
import { ConsensusStatus } from "../../shared/consensus.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { FilterArea } from "./filter-area.tsx";
import { FilterRanges } from "./filter-ranges.tsx";
import { changed, isFiltering, NO_FILTER, toggled, WITHOUT_CLASS, type Filter } from "./filter.ts";
import type { PanelProps } from "./panel.tsx";

/** Which buildings are looked at; the same filter as the legend's rows, in words. */
export function FilterFields(props: PanelProps) {
  const { campaign, summary, view, onChange } = props;
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const labelOf = useClassLabel(campaign.scale);
  const { filter } = view;
  const change = (part: Partial<Filter>) => onChange({ filter: changed(filter, part) });
  const classes = [...campaign.scale.classes.map(({ code }) => code), WITHOUT_CLASS];
  return (
    <div className="filter">
      {campaign.asks.class && (
        <fieldset className="filter-choices">
          <legend>{t("filter.class")}</legend>
          {classes.map((code) => (
            <label key={code} className="pill">
              <input
                type="checkbox"
                checked={filter.finalClass?.includes(code) === true}
                onChange={() => change({ finalClass: toggled(filter.finalClass, code) })}
              />
              <span>{code === WITHOUT_CLASS ? t("legend.noClass") : labelOf(code)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <fieldset className="filter-choices">
        <legend>{t("filter.status")}</legend>
        {ConsensusStatus.options.map((status) => (
          <label key={status} className="pill">
            <input
              type="checkbox"
              checked={filter.status?.includes(status) === true}
              onChange={() => change({ status: toggled(filter.status, status) })}
            />
            <span>{t(`status.${status}`)}</span>
          </label>
        ))}
      </fieldset>
      <details className="filter-more" open={hasMore(filter)}>
        <summary>{t("filter.more")}</summary>
        <FilterRanges filter={filter} hasWindows={campaign.asks.window} onChange={change} />
        <FilterArea {...props} onFilter={change} />
      </details>
      <div className="filter-foot">
        <output className="quiet">
          {summary !== null &&
            t("filter.count", {
              count: summary.buildings,
              shown: format.number(summary.matching),
              all: format.number(summary.buildings),
            })}
        </output>
        {isFiltering(filter) && (
          <Button tone="quiet" onClick={() => onChange({ filter: NO_FILTER })}>
            {t("filter.clear")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Whether something is set that would otherwise lie out of sight. */
function hasMore({ finalClass: _class, status: _status, ...others }: Filter): boolean {
  return isFiltering(others);
}
