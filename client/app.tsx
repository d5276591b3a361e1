import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { BrowserRouter, Route, Routes } from "react-router-dom";
import { ApiProblem } from "./api.ts";
import { NewVersionNotice } from "./offline/new-version-notice.tsx";
import { ErrorBoundary } from "./ui/error-boundary.tsx";
import { Loading } from "./ui/loading.tsx";
import { NotFoundPage } from "./ui/not-found-page.tsx";
import { OfflineNotice } from "./ui/offline-notice.tsx";
import { SignInFailedPage } from "./ui/sign-in-failed-page.tsx";

const CampaignsPage = lazy(async () => ({
  default: (await import("./campaigns/campaigns-page.tsx")).CampaignsPage,
}));
const CampaignPage = lazy(async () => ({
  default: (await import("./campaigns/campaign-page.tsx")).CampaignPage,
}));
const TaggingPage = lazy(async () => ({ default: (await import("./tagging/tagging-page.tsx")).TaggingPage }));
const PracticePage = lazy(async () => ({
  default: (await import("./learn/practice-page.tsx")).PracticePage,
}));
const MePage = lazy(async () => ({ default: (await import("./me/me-page.tsx")).MePage }));
const AnalysisPage = lazy(async () => ({
  default: (await import("./analysis/analysis-page.tsx")).AnalysisPage,
}));
const QualityPage = lazy(async () => ({ default: (await import("./quality/quality-page.tsx")).QualityPage }));
const SamplePage = lazy(async () => ({ default: (await import("./quality/sample-page.tsx")).SamplePage }));
const AdminPage = lazy(async () => ({ default: (await import("./admin/admin-page.tsx")).AdminPage }));
const InviteAcceptPage = lazy(async () => ({
  default: (await import("./admin/invite-accept-page.tsx")).InviteAcceptPage,
}));

const SignInPage = lazy(async () => ({ default: (await import("./sign-in/sign-in-page.tsx")).SignInPage }));

const MAX_RETRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only a server that is busy or out of reach is asked again.
      retry: (failures, fault) =>
        failures < MAX_RETRIES && !(fault instanceof ApiProblem && isRefusal(fault)),
    },
    // Without a network what was pressed fails at once and says so, instead of waiting in silence.
    mutations: { networkMode: "always" },
  },
});

/** Every screen and its address. Each is fetched when first opened. */
export function App() {
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queries}>
        <BrowserRouter>
          <OfflineNotice />
          <NewVersionNotice />
          <Suspense fallback={<Loading />}>
            <Routes>
              <Route index element={<CampaignsPage />} />
              <Route path="campaigns/:slug" element={<CampaignPage />} />
              <Route path="campaigns/:slug/tag" element={<TaggingPage />} />
              <Route path="campaigns/:slug/map/quality" element={<QualityPage />} />
              <Route path="campaigns/:slug/map/samples" element={<SamplePage />} />
              <Route path="campaigns/:slug/practice" element={<PracticePage />} />
              <Route path="me" element={<MePage />} />
              <Route path="campaigns/:slug/map/*" element={<AnalysisPage />} />
              <Route path="admin/*" element={<AdminPage />} />
              <Route path="join" element={<InviteAcceptPage />} />
              <Route path="sign-in" element={<SignInPage />} />
              <Route path="sign-in-failed" element={<SignInFailedPage />} />
              <Route path="*" element={<NotFoundPage />} />
            </Routes>
          </Suspense>
        </BrowserRouter>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

function isRefusal({ status }: ApiProblem): boolean {
  return status >= 400 && status < 500 && status !== 429;
}
