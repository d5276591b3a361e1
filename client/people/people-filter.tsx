import { Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { SHOWN, SORTS, type PeopleView, type Shown } from "./people-view.ts";

type PeopleFilterProps = {
  view: PeopleView;
  counts: Record<Shown, number>;
  onChange: (change: Partial<PeopleView>) => void;
};

/** Whom to list. The order is chosen here where the table has no room for its head. */
export function PeopleFilter({ view, counts, onChange }: PeopleFilterProps) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  return (
    <search className="people-filter">
      <fieldset className="people-shown" aria-label={t("volunteers.show")}>
        {SHOWN.map((shown) => (
          <button
            key={shown}
            type="button"
            aria-pressed={view.shown === shown}
            onClick={() => onChange({ shown })}
          >
            {t(`volunteers.${shown}`)} <span className="people-count">{format.number(counts[shown])}</span>
          </button>
        ))}
      </fieldset>
      <label className="people-search">
        <Search size={18} aria-hidden="true" />
        <input
          className="input"
          type="search"
          dir="auto"
          aria-label={t("volunteers.search")}
          placeholder={t("volunteers.search")}
          value={view.find}
          onChange={(event) => onChange({ find: event.target.value })}
        />
      </label>
      <label className="people-sort">
        <span>{t("volunteers.sort")}</span>
        <select
          className="input"
          value={view.sort}
          onChange={(event) => {
            const sort = SORTS.find((name) => name === event.target.value);
            if (sort !== undefined) onChange({ sort });
          }}
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t(`volunteers.${sort}`)}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}
