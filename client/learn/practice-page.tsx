import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { isNotFound } from "../api.ts";
import { useCampaign } from "../campaigns/use-campaign.ts";
import { hasReadNotice, rememberNotice } from "../tagging/care.ts";
import { ContentGate } from "../tagging/content-gate.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { NotFoundPage } from "../ui/not-found-page.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { PracticeDone } from "./practice-done.tsx";
import { PracticeScreen } from "./practice-screen.tsx";
import { usePractice } from "./use-practice.ts";
import "../tagging/tagging.css";
import "./learn.css";

/** Where newcomers learn: a few buildings whose answer is known, each explained once it was answered. */
export function PracticePage() {
  const { slug = "" } = useParams();
  const { t } = useTranslation("learn");
  const campaign = useCampaign(slug);
  if (campaign.data !== undefined) return <Announced campaign={campaign.data} />;
  if (campaign.isPending) return <Loading />;
  if (isNotFound(campaign.error)) return <NotFoundPage />;
  return (
    <Page title={t("practice.title")}>
      <h1 className="visually-hidden">{t("practice.title")}</h1>
      <Problem fault={campaign.error} onRetry={() => void campaign.refetch()} />
    </Page>
  );
}

/** As before the tasks themselves: first what one may see. */
function Announced({ campaign }: { campaign: Campaign }) {
  const { i18n } = useTranslation();
  const { slug, contentNotice } = campaign;
  const wording = JSON.stringify(contentNotice);
  const [hasPassed, setHasPassed] = useState(() => contentNotice === null || hasReadNotice(slug, wording));
  if (hasPassed || contentNotice === null) return <Practice campaign={campaign} />;
  const pass = () => {
    rememberNotice(slug, wording);
    setHasPassed(true);
  };
  return <ContentGate campaign={campaign} notice={textIn(contentNotice, i18n.language)} onPass={pass} />;
}

function Practice({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("learn");
  const practice = usePractice(campaign);
  const { round, loading } = practice;
  if (round !== null && round.at < round.steps.length) {
    return <PracticeScreen campaign={campaign} practice={practice} round={round} />;
  }
  if (round !== null && round.told.size > 0) {
    return <PracticeDone slug={campaign.slug} round={round} onAgain={practice.again} />;
  }
  if (loading.isPending) return <Loading />;
  return (
    <Page title={t("practice.title")}>
      <div className="centred">
        {loading.isError ? (
          <>
            <h1>{t("practice.title")}</h1>
            <Problem fault={loading.error} onRetry={() => void loading.refetch()} />
          </>
        ) : (
          <>
            <h1>{t("practice.noneTitle")}</h1>
            <p>{t("practice.noneText")}</p>
          </>
        )}
        <div className="notice-actions">
          {campaign.status === "open" && (
            <ButtonLink tone="primary" to={`/campaigns/${campaign.slug}/tag`}>
              {t("practice.start")}
            </ButtonLink>
          )}
          <ButtonLink to={`/campaigns/${campaign.slug}`}>{t("practice.toCampaign")}</ButtonLink>
        </div>
      </div>
    </Page>
  );
}
