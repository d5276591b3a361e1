import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignVolunteer } from "../../shared/volunteers.ts";
import { useFormat } from "../i18n/format.ts";
import { useDecimals } from "../quality/use-decimals.ts";
import { SkillPlot } from "./skill-plot.tsx";
import { wrongOnGold } from "./sort-volunteers.ts";

type VolunteerFactsProps = { one: CampaignVolunteer; people: readonly CampaignVolunteer[] };

/** What is known of a volunteer, each with the numbers it rests on. */
export function VolunteerFacts({ one, people }: VolunteerFactsProps) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const { gold, copying, decision, exclusion, boardName, removedBoardName } = one;
  const nameOf = (id: string) => people.find((person) => person.id === id)?.pseudonym ?? id.slice(0, 8);
  return (
    <dl className="facts">
      <Fact name={t("volunteers.answers")}>{t("volunteer.answers", { count: one.votes })}</Fact>
      <Fact name={t("volunteers.skill")}>
        {one.skill !== null && <SkillPlot skill={one.skill} hasWords={false} />}
        <SkillWords one={one} />
      </Fact>
      <Fact name={t("volunteer.goldName")}>
        {gold.answers === 0
          ? t("volunteer.goldNone")
          : t("volunteer.goldRight", { right: gold.answers - wrongOnGold(gold), asked: gold.answers })}
      </Fact>
      {copying !== null && (
        <Fact name={t("volunteer.copyingName")}>
          <span className="fact-names">
            {copying.with.map((id) => (
              <bdi key={id}>{nameOf(id)}</bdi>
            ))}
          </span>
        </Fact>
      )}
      {decision !== null && (
        <Fact name={t("volunteer.decisionName")}>
          {t(decision.cleared ? "volunteer.decidedAlone" : "volunteer.decidedTogether")} ·{" "}
          {format.moment(decision.at, "minute")}
          <q dir="auto">{decision.reason}</q>
        </Fact>
      )}
      {exclusion !== null && (
        <Fact name={t("volunteer.exclusionName")}>
          {t(one.excluded ? "volunteer.excludedOn" : "volunteer.countedOn", {
            at: format.moment(exclusion.at, "minute"),
          })}
          <q dir="auto">{exclusion.reason}</q>
        </Fact>
      )}
      {boardName !== null && (
        <Fact name={t("volunteer.boardName")}>
          <bdi>{boardName}</bdi>
        </Fact>
      )}
      {removedBoardName !== null && (
        <Fact name={t("volunteer.boardName")}>
          <s dir="auto">{removedBoardName.name}</s> ·{" "}
          {t("volunteer.boardRemoved", { at: format.moment(removedBoardName.at, "minute") })}
          <q dir="auto">{removedBoardName.reason}</q>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function SkillWords({ one }: { one: CampaignVolunteer }) {
  const { t } = useTranslation("quality");
  const say = useDecimals(2);
  if (one.excluded) return t("volunteer.skillExcluded");
  if (one.skill === null) return t("volunteer.skillNone");
  const { value, low, high, answers } = one.skill;
  return t("volunteer.skill", { value: say(value), low: say(low), high: say(high), count: answers });
}
