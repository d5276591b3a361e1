import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router-dom";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { CopyingNotice } from "./copying-notice.tsx";
import { DecisionDialog, type Asked } from "./decision-dialog.tsx";
import { DecisionOutcome } from "./decision-outcome.tsx";
import { PeopleFilter } from "./people-filter.tsx";
import { PeopleHead } from "./people-head.tsx";
import { PeoplePager } from "./people-pager.tsx";
import { readPeopleView, writePeopleView, type PeopleView } from "./people-view.ts";
import { countShown, sortVolunteers } from "./sort-volunteers.ts";
import { useDecisions } from "./use-decisions.ts";
import { useFollowCopying } from "./use-follow-copying.ts";
import { useUpkeep } from "./use-upkeep.ts";
import { useVolunteers } from "./use-volunteers.ts";
import { VolunteerDialog } from "./volunteer-dialog.tsx";
import { VolunteerTable } from "./volunteer-table.tsx";
import "./people.css";

const PER_PAGE = 50;

/** Who answered in a campaign, how far each can be relied on, and the decision whether they count. For admins. */
export function VolunteersPage() {
  const { slug = "" } = useParams();
  const { t } = useTranslation("quality");
  const [search, setSearch] = useSearchParams();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { people, isReading, fault, retry } = useVolunteers(slug);
  const upkeep = useUpkeep(slug);
  const decisions = useDecisions(slug, () => setAsked(null));
  useFollowCopying(slug);

  const view = readPeopleView(search);
  const change = (part: Partial<PeopleView>) =>
    setSearch((now) => writePeopleView(now, part), { replace: part.volunteer === undefined });
  const handleAsk = (question: Asked) => {
    decisions.reset();
    setAsked(question);
  };
  const listed = sortVolunteers(people, view);
  const first = Math.min(view.page, Math.max(0, Math.ceil(listed.length / PER_PAGE) - 1)) * PER_PAGE;
  const outcome = <DecisionOutcome decisions={decisions} view={upkeep} />;
  return (
    <Page title={t("volunteers.title")}>
      <div className="people">
        <PeopleHead slug={slug} title={t("volunteers.title")} intro={t("volunteers.intro")} />
        <CopyingNotice slug={slug} />
        {outcome}
        {fault !== null && <Problem fault={fault} onRetry={retry} />}
        {people.length === 0 && isReading && fault === null && <Loading isWholePage={false} />}
        {people.length === 0 && !isReading && (
          <Notice title={t("volunteers.noneTitle")}>{t("volunteers.noneText")}</Notice>
        )}
        {people.length > 0 && (
          <>
            <PeopleFilter view={view} counts={countShown(people)} onChange={change} />
            {isReading && (
              <output className="quiet">{t("volunteers.reading", { count: people.length })}</output>
            )}
            {listed.length === 0 ? (
              <p className="quiet">{t("volunteers.noMatch")}</p>
            ) : (
              <VolunteerTable people={listed.slice(first, first + PER_PAGE)} view={view} onChange={change} />
            )}
            <PeoplePager first={first} perPage={PER_PAGE} count={listed.length} onChange={change} />
          </>
        )}
        {view.volunteer !== null && asked === null && people.length > 0 && (
          <VolunteerDialog
            slug={slug}
            id={view.volunteer}
            people={people}
            isReading={isReading}
            outcome={decisions.last?.who.some(({ id }) => id === view.volunteer) === true && outcome}
            onAsk={handleAsk}
            onClose={() => change({ volunteer: null })}
          />
        )}
        {asked !== null && (
          <DecisionDialog asked={asked} decisions={decisions} onClose={() => setAsked(null)} />
        )}
      </div>
    </Page>
  );
}
