import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { DayField } from "./day-field.tsx";
import type { Filter } from "./filter.ts";

type FilterRangesProps = { filter: Filter; hasWindows: boolean; onChange: (part: Partial<Filter>) => void };

/** The ends of certainty, of the number of answers, and of the time in which damage was first seen. */
export function FilterRanges({ filter, hasWindows, onChange }: FilterRangesProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const [from, to] = [filter.minProbability ?? 0, filter.maxProbability ?? 1];
  const number = (text: string) => (/^\d{1,6}$/.test(text) ? Number(text) : undefined);
  const day = (moment: string | undefined) => moment?.slice(0, 10) ?? "";
  const [first, last] = [day(filter.damagedFrom), day(filter.damagedTo)];
  const wish = (text: string) => (text === "" ? undefined : text);
  return (
    <div className="filter-ranges">
      <Slider
        label={t("filter.certaintyFrom", { share: format.percent(from) })}
        value={from}
        onChange={(value) =>
          onChange({
            minProbability: value === 0 ? undefined : value,
            ...(value > to ? { maxProbability: undefined } : {}),
          })
        }
      />
      <Slider
        label={t("filter.certaintyTo", { share: format.percent(to) })}
        value={to}
        onChange={(value) =>
          onChange({
            maxProbability: value === 1 ? undefined : value,
            ...(value < from ? { minProbability: undefined } : {}),
          })
        }
      />
      <label className="field">
        <span>{t("filter.minVotes")}</span>
        <input
          className="input"
          type="number"
          inputMode="numeric"
          min={0}
          max={filter.maxVotes ?? 1_000}
          value={filter.minVotes ?? ""}
          onChange={(event) => {
            const minVotes = number(event.target.value);
            const isCrossed = minVotes !== undefined && minVotes > (filter.maxVotes ?? Infinity);
            onChange({ minVotes, ...(isCrossed ? { maxVotes: undefined } : {}) });
          }}
        />
      </label>
      <label className="field">
        <span>{t("filter.maxVotes")}</span>
        <input
          className="input"
          type="number"
          inputMode="numeric"
          min={filter.minVotes ?? 0}
          value={filter.maxVotes ?? ""}
          onChange={(event) => {
            const maxVotes = number(event.target.value);
            const isCrossed = maxVotes !== undefined && maxVotes < (filter.minVotes ?? 0);
            onChange({ maxVotes, ...(isCrossed ? { minVotes: undefined } : {}) });
          }}
        />
      </label>
      {hasWindows && (
        <>
          <DayField
            label={t("filter.damagedFrom")}
            value={first}
            refuse={(typed) =>
              last !== "" && typed > last ? t("filter.afterLast", { day: format.date(last) }) : null
            }
            onChange={(text) => onChange({ damagedFrom: wish(text) })}
          />
          <DayField
            label={t("filter.damagedTo")}
            value={last}
            refuse={(typed) => (typed < first ? t("filter.beforeFirst", { day: format.date(first) }) : null)}
            onChange={(text) => onChange({ damagedTo: wish(text) })}
          />
        </>
      )}
    </div>
  );
}

function Slider({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  const id = useId();
  const format = useFormat();
  return (
    <div className="field filter-certainty">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        className="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(value * 100)}
        aria-valuetext={format.percent(value)}
        onChange={(event) => onChange(Number(event.target.value) / 100)}
      />
    </div>
  );
}
