import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { Route, Routes } from "react-router-dom";
import { mayActAs } from "../../shared/accounts.ts";
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
        <Route path="campaigns/:slug" element={<ManagePage />} />
        <Route path="team" element={<TeamPage />} />
        <Route path="health" element={<HealthPage />} />
        <Route path="campaigns/:slug/areas" element={<PriorityPage />} />
        <Route path="campaigns/:slug/guide" element={<GuidePage />} />
        <Route path="campaigns/:slug/scenes/:id/registration" element={<RegistrationPage />} />
        <Route path="campaigns/:slug/volunteers" element={<VolunteersPage />} />
        <Route path="campaigns/:slug/copies" element={<CopiesPage />} />
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
