import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { CampaignVolunteer } from "../../shared/volunteers.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import type { DecisionKind } from "./decision.ts";
import type { Asked } from "./decision-dialog.tsx";
import { SkillPlot } from "./skill-plot.tsx";
import { wrongOnGold } from "./sort-volunteers.ts";

type MemberTableProps = {
  slug: string;
  label: string;
  members: readonly CampaignVolunteer[];
  /** What can be decided about each. */
  actions: readonly Exclude<DecisionKind, "include">[];
  onAsk: (asked: Asked) => void;
};

/** The accounts of a group, each with what is known of it and its own decision. */
export function MemberTable({ slug, label, members, actions, onAsk }: MemberTableProps) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  return (
    <table className="table people-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("volunteers.name")}</th>
          <th scope="col">{t("volunteers.answers")}</th>
          <th scope="col">{t("volunteers.skill")}</th>
          <th scope="col">{t("volunteers.gold")}</th>
          <th scope="col">{t("volunteer.decisionName")}</th>
        </tr>
      </thead>
      <tbody>
        {members.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              <Link to={`/admin/campaigns/${slug}/volunteers?volunteer=${one.id}`} dir="auto">
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
              <fieldset
                className="decision-actions"
                aria-label={t("copies.actions", { name: one.pseudonym })}
              >
                {actions.map((kind) => (
                  <Button key={kind} className="button-small" onClick={() => onAsk({ kind, who: [one] })}>
                    {t(`decide.${kind}`)}
                  </Button>
                ))}
              </fieldset>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
