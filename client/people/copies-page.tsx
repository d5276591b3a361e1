import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router-dom";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { ClusterCard } from "./cluster-card.tsx";
import { DecisionDialog, type Asked } from "./decision-dialog.tsx";
import { DecisionOutcome } from "./decision-outcome.tsx";
import { MemberTable } from "./member-table.tsx";
import { PeopleHead } from "./people-head.tsx";
import { useCopying } from "./use-copying.ts";
import { useDecisions } from "./use-decisions.ts";
import { useFollowCopying } from "./use-follow-copying.ts";
import { useUpkeep } from "./use-upkeep.ts";
import "./people.css";

/** Groups of accounts that answer alike beyond what skill explains, for admins to decide on. */
export function CopiesPage() {
  const { slug = "" } = useParams();
  const { t } = useTranslation("quality");
  const copying = useCopying(slug);
  const upkeep = useUpkeep(slug);
  const [asked, setAsked] = useState<Asked | null>(null);
  const decisions = useDecisions(slug, () => setAsked(null));
  useFollowCopying(slug);
  const handleAsk = (question: Asked) => {
    decisions.reset();
    setAsked(question);
  };
  const { clusters = [], cleared = [] } = copying.data ?? {};
  return (
    <Page title={t("copies.title")}>
      <div className="people">
        <PeopleHead slug={slug} title={t("copies.title")} intro={t("copies.intro")} isBelowVolunteers />
        <DecisionOutcome decisions={decisions} view={upkeep} />
        {copying.isPending && <Loading isWholePage={false} />}
        {copying.isError && <Problem fault={copying.error} onRetry={() => void copying.refetch()} />}
        {copying.isSuccess && clusters.length === 0 && (
          <Notice title={t("copies.emptyTitle")}>{t("copies.emptyText")}</Notice>
        )}
        {clusters.map((cluster) => (
          <ClusterCard key={cluster.cluster} slug={slug} cluster={cluster} onAsk={handleAsk} />
        ))}
        {cleared.length > 0 && (
          <section className="cluster">
            <div className="cluster-head">
              <h2>{t("copies.clearedTitle")}</h2>
              {cleared.length > 1 && (
                <Button onClick={() => handleAsk({ kind: "join", who: cleared })}>{t("decide.join")}</Button>
              )}
            </div>
            <MemberTable
              slug={slug}
              label={t("copies.clearedTitle")}
              members={cleared}
              actions={["join"]}
              onAsk={handleAsk}
            />
          </section>
        )}
        {asked !== null && (
          <DecisionDialog asked={asked} decisions={decisions} onClose={() => setAsked(null)} />
        )}
      </div>
    </Page>
  );
}
