import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router-dom";
import type { CampaignVolunteer } from "../../shared/volunteers.ts";
import { useFormat } from "../i18n/format.ts";
import { writePeopleView, type PeopleView, type Sort } from "./people-view.ts";
import { SkillPlot } from "./skill-plot.tsx";
import { StateBadges } from "./state-badges.tsx";
import { wrongOnGold } from "./sort-volunteers.ts";

type VolunteerTableProps = {
  people: readonly CampaignVolunteer[];
  view: PeopleView;
  onChange: (change: Partial<PeopleView>) => void;
};

/** A page of volunteers. On a narrow screen each row becomes a card; the order is then chosen above. */
export function VolunteerTable({ people, view, onChange }: VolunteerTableProps) {
  const { t } = useTranslation("quality");
  const head = (sort: Sort) => <SortHead sort={sort} view={view} onChange={onChange} />;
  return (
    <table className="table people-table">
      <thead>
        <tr>
          <th scope="col">{t("volunteers.name")}</th>
          {head("answers")}
          {head("skill")}
          {head("gold")}
          <th scope="col">{t("volunteers.state")}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((one) => (
          <VolunteerRow key={one.id} one={one} />
        ))}
      </tbody>
    </table>
  );
}

function SortHead({ sort, view, onChange }: { sort: Sort } & Omit<VolunteerTableProps, "people">) {
  const { t } = useTranslation("quality");
  const isSorted = view.sort === sort;
  const Arrow = view.isRising ? ArrowUp : ArrowDown;
  return (
    <th scope="col" aria-sort={isSorted ? (view.isRising ? "ascending" : "descending") : undefined}>
      <button
        type="button"
        className="sort-head"
        onClick={() => onChange(isSorted ? { sort, isRising: !view.isRising } : { sort })}
      >
        {t(`volunteers.${sort}`)}
        {isSorted && <Arrow size={14} aria-hidden="true" />}
      </button>
    </th>
  );
}

function VolunteerRow({ one }: { one: CampaignVolunteer }) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const { search } = useLocation();
  const to = `?${writePeopleView(new URLSearchParams(search), { volunteer: one.id }).toString()}`;
  return (
    <tr data-excluded={one.excluded}>
      <th scope="row">
        <Link to={to} dir="auto">
          {one.pseudonym}
        </Link>
      </th>
      <td data-name={t("volunteers.answers")}>{format.number(one.votes)}</td>
      <td data-name={t("volunteers.skill")}>
        <SkillPlot skill={one.skill} />
      </td>
      <td data-name={t("volunteers.gold")}>
        {one.gold.answers === 0 ? (
          <span className="quiet">{t("volunteers.goldNone")}</span>
        ) : (
          t("volunteers.goldWrong", { wrong: wrongOnGold(one.gold), asked: one.gold.answers })
        )}
      </td>
      <td className="people-state">
        <StateBadges one={one} />
      </td>
    </tr>
  );
}
