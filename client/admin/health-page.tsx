import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { API } from "../../shared/api.ts";
import type { Health } from "../../shared/health.ts";
import { call } from "../api.ts";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { HealthErrors } from "./health-errors.tsx";
import { HealthQueues } from "./health-queues.tsx";
import { HealthStores } from "./health-stores.tsx";
import { HealthWorkers } from "./health-workers.tsx";
import "./health.css";

const LOOK_AGAIN_MS = 10_000;

/** How the installation does: what waits, who works, how much room is left, what went wrong. */
export function HealthPage() {
  const { t } = useTranslation("staff");
  const health = useQuery({
    queryKey: ["health"],
    queryFn: ({ signal }) => call(API.getHealth, {}, signal),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <Page title={t("health.title")}>
      <p className="breadcrumb">
        <Link to="/admin">{t("list.title", { ns: "admin" })}</Link>
      </p>
      <header className="health-head">
        <h1>{t("health.title")}</h1>
        <p className="quiet">{t("health.intro")}</p>
      </header>
      {health.isPending && <Loading isWholePage={false} />}
      {health.isError && <Problem fault={health.error} onRetry={() => void health.refetch()} />}
      {health.data !== undefined && <Findings health={health.data} />}
    </Page>
  );
}

function Findings({ health }: { health: Health }) {
  const { t } = useTranslation("staff");
  return (
    <div className="health">
      {health.isWell ? (
        <Notice title={t("health.well")} />
      ) : (
        <Notice tone="problem" title={t("health.ill")}>
          <ul>
            {health.troubles.map((trouble) => (
              <li key={trouble}>{t(`health.trouble.${trouble}`)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <HealthQueues queues={health.queues} />
      <HealthWorkers workers={health.workers} />
      <HealthStores health={health} />
      <HealthErrors errors={health.errors} />
    </div>
  );
}
