import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router-dom";
import { mayActAs } from "../../shared/accounts.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { isNotFound } from "../api.ts";
import { useCampaign } from "../campaigns/use-campaign.ts";
import { useMe } from "../session.ts";
import { Loading } from "../ui/loading.tsx";
import { NotFoundPage } from "../ui/not-found-page.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { SignInNeeded } from "../ui/sign-in-needed.tsx";

/** A page of one campaign for analysts: waits for both, asks strangers to sign in, says what could not be had. */
export function AnalystPage({
  title,
  children,
}: {
  title: string;
  children: (campaign: Campaign) => ReactNode;
}) {
  const { slug = "" } = useParams();
  const { t } = useTranslation("quality");
  const me = useMe();
  const campaign = useCampaign(slug);
  const isAnalyst = me.data !== undefined && me.data !== null && mayActAs(me.data.role, "analyst");
  if (isNotFound(campaign.error)) return <NotFoundPage />;
  return (
    <Page title={title}>
      {(me.isPending || campaign.isPending) && <Loading isWholePage={false} />}
      {campaign.isError && <Problem fault={campaign.error} onRetry={() => void campaign.refetch()} />}
      {me.isSuccess && !isAnalyst && (
        <SignInNeeded title={t("signIn.title")} text={t("signIn.text")} slug={slug} />
      )}
      {campaign.isSuccess && isAnalyst && children(campaign.data)}
    </Page>
  );
}
