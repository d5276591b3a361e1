import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, Route, Routes, useParams } from "react-router-dom";
import { mayActAs } from "../../shared/accounts.ts";
import { isNotFound } from "../api.ts";
import { useCampaign } from "../campaigns/use-campaign.ts";
import { useMe } from "../session.ts";
import { CopiesPage } from "../people/copies-page.tsx";
import { VolunteersPage } from "../people/volunteers-page.tsx";
import { Loading } from "../ui/loading.tsx";
import { NotFoundPage } from "../ui/not-found-page.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { SignInNeeded } from "../ui/sign-in-needed.tsx";
import { CampaignListPage } from "./campaign-list-page.tsx";
import { GuidePage } from "./guide-page.tsx";
import { HealthPage } from "./health-page.tsx";
import { ManagePage } from "./manage-page.tsx";
import { NewCampaignPage } from "./new-campaign-page.tsx";
import { TeamPage } from "./people-page.tsx";
import { RegistrationPage } from "./registration/registration-page.tsx";
import "../ui/staff.css";
import "./admin.css";

/** With all that drawing needs; whoever draws no area never fetches it. */
const PriorityPage = lazy(async () => ({ default: (await import("./priority-page.tsx")).PriorityPage }));

/** The admins' screens: their campaigns, a new one, and one on its way from images to volunteers. */
export function AdminPage() {
  const { t } = useTranslation("admin");
  const me = useMe();
  const isAdmin = me.data !== undefined && me.data !== null && mayActAs(me.data.role, "admin");
  if (isAdmin) {
    return (
      <Routes>
        <Route index element={<CampaignListPage />} />
        <Route path="new" element={<NewCampaignPage />} />
        <Route path="team" element={<TeamPage />} />
        <Route path="health" element={<HealthPage />} />
        <Route path="campaigns/:slug" element={<OfCampaign />}>
          <Route index element={<ManagePage />} />
          <Route path="areas" element={<PriorityPage />} />
          <Route path="guide" element={<GuidePage />} />
          <Route path="scenes/:id/registration" element={<RegistrationPage />} />
          <Route path="volunteers" element={<VolunteersPage />} />
          <Route path="copies" element={<CopiesPage />} />
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    );
  }
  return (
    <Page title={t("title")}>
      {me.isPending && <Loading isWholePage={false} />}
      {me.isError && <Problem fault={me.error} onRetry={() => void me.refetch()} />}
      {me.isSuccess && <SignInNeeded title={t("signIn.title")} text={t("signIn.text")} />}
    </Page>
  );
}

/** What belongs to one campaign, unless there is none of that name. */
function OfCampaign() {
  const { slug = "" } = useParams();
  const campaign = useCampaign(slug);
  return isNotFound(campaign.error) ? <NotFoundPage /> : <Outlet />;
}
