import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router-dom";
import type { NothingLeftReason } from "../../shared/assignments.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { isNotFound } from "../api.ts";
import { campaignKey, useCampaign } from "../campaigns/use-campaign.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { NotFoundPage } from "../ui/not-found-page.tsx";
import { Page, usePageTitle } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { hasReadNotice, rememberNotice } from "./care.ts";
import { ContentGate } from "./content-gate.tsx";
import { NothingLeft } from "./nothing-left.tsx";
import { OutboxNote } from "./outbox-note.tsx";
import { TaggingScreen } from "./tagging-screen.tsx";
import { useSupply } from "./use-supply.ts";
import "./tagging.css";

// Fetched when a session has ended, which it hardly ever has.
const SessionEnded = lazy(async () => ({ default: (await import("./session-ended.tsx")).SessionEnded }));

/** Where volunteers answer: one building after another. */
export function TaggingPage() {
  const { slug = "" } = useParams();
  const { t } = useTranslation("tagging");
  const campaign = useCampaign(slug);
  if (campaign.data !== undefined) return <Tagging campaign={campaign.data} />;
  if (campaign.isPending) return <Loading />;
  if (isNotFound(campaign.error)) return <NotFoundPage />;
  return (
    <Page title={t("title")}>
      <h1 className="visually-hidden">{t("title")}</h1>
      <Problem fault={campaign.error} onRetry={() => void campaign.refetch()} />
    </Page>
  );
}

function Tagging({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("tagging");
  const { supply, state } = useSupply(campaign.slug);
  const { flow, fault, isAsking } = state;
  const [hasPassed, setHasPassed] = useState(false);
  const hasStopped = flow.nothingLeft === "paused";
  const queries = useQueryClient();
  useEffect(() => {
    // Paused, or closed for good? The campaign at hand is from before.
    if (hasStopped) void queries.invalidateQueries({ queryKey: campaignKey(campaign.slug) });
  }, [hasStopped, queries, campaign.slug]);
  usePageTitle(textIn(campaign.title, i18n.language));

  // The first building is fetched meanwhile; none of its pictures are.
  const { contentNotice } = campaign;
  const notice = contentNotice === null ? "" : textIn(contentNotice, i18n.language);
  if (notice !== "" && !hasPassed && !hasReadNotice(campaign.slug, JSON.stringify(contentNotice))) {
    return (
      <ContentGate
        campaign={campaign}
        notice={notice}
        onPass={() => {
          rememberNotice(campaign.slug, JSON.stringify(contentNotice));
          setHasPassed(true);
        }}
      />
    );
  }

  if (flow.queue.length > 0) {
    return (
      <>
        <TaggingScreen campaign={campaign} supply={supply} state={state} />
        {state.isSessionLost && (
          <Suspense>
            <SessionEnded onBack={supply.ask} onBeginAnew={supply.beginAnew} />
          </Suspense>
        )}
      </>
    );
  }
  if (state.isSessionLost) {
    return (
      <Suspense fallback={<Loading />}>
        <SessionEnded onBack={supply.ask} onBeginAnew={supply.beginAnew} />
      </Suspense>
    );
  }
  if (isAsking) return <Loading />;
  if (fault !== null) {
    return (
      <Page title={t("title")}>
        <div className="centred">
          <h1 className="visually-hidden">{t("title")}</h1>
          <Problem fault={fault} onRetry={supply.ask} />
          <OutboxNote />
          <ButtonLink to={`/campaigns/${campaign.slug}`}>{t("nothingLeft.back")}</ButtonLink>
        </div>
      </Page>
    );
  }
  return (
    <NothingLeft
      slug={campaign.slug}
      reason={whyNothing(flow.nothingLeft, campaign)}
      answered={flow.answered.length}
      onAsk={supply.ask}
      onUndo={() => supply.undo()}
    />
  );
}

/** The server says `paused` of every campaign that gives nothing out; whether for now or for good stands in the campaign. */
function whyNothing(reason: NothingLeftReason | null, { status }: Campaign): NothingLeftReason | "closed" {
  if (reason === "paused" && status === "closed") return "closed";
  return reason ?? "none-left-for-you";
}
