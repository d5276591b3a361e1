import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router-dom";
import { API } from "../../../shared/api.ts";
import type { Campaign } from "../../../shared/campaigns.ts";
import type { Scene, SceneOffset } from "../../../shared/scenes.ts";
import { textIn } from "../../../shared/text.ts";
import { call } from "../../api.ts";
import { useCampaign } from "../../campaigns/use-campaign.ts";
import { useFormat } from "../../i18n/format.ts";
import { Loading } from "../../ui/loading.tsx";
import { NotFoundPage } from "../../ui/not-found-page.tsx";
import { Page } from "../../ui/page.tsx";
import { Problem } from "../../ui/problem.tsx";
import { OffsetForm } from "./offset-form.tsx";
import { OffsetHistory } from "./offset-history.tsx";
import { choosableReferences, isSamePlace, moved } from "./offsets.ts";
import { UnseenBuildings } from "./unseen-buildings.tsx";
import { RegistrationPicture } from "./registration-picture.tsx";
import "./registration.css";

/** One image laid over another and moved to where it belongs. */
export function RegistrationPage() {
  const { slug = "", id = "" } = useParams();
  const { t, i18n } = useTranslation("admin");
  const campaign = useCampaign(slug);
  const scene = campaign.data?.scenes.find((one) => one.id === id);
  if (campaign.isSuccess && scene === undefined) return <NotFoundPage />;
  return (
    <Page title={t("registration.title")} width="wide">
      <div className="registration-page">
        <p className="breadcrumb">
          <Link to="/admin">{t("list.title")}</Link> ·{" "}
          <Link to={`/admin/campaigns/${slug}`}>
            {campaign.data === undefined ? slug : textIn(campaign.data.title, i18n.language)}
          </Link>
        </p>
        {campaign.isPending && <Loading isWholePage={false} />}
        {campaign.isError && <Problem fault={campaign.error} onRetry={() => void campaign.refetch()} />}
        {campaign.isSuccess && scene !== undefined && (
          <Registration key={scene.id} campaign={campaign.data} scene={scene} />
        )}
      </div>
    </Page>
  );
}

function Registration({ campaign, scene }: { campaign: Campaign; scene: Scene }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const references = choosableReferences(scene, campaign.scenes);
  const [referenceId, setReferenceId] = useState(references[0]?.id ?? null);
  const [draft, setDraft] = useState<SceneOffset>(scene.offset);
  const reference = references.find(({ id }) => id === referenceId) ?? null;
  const history = useQuery({
    queryKey: ["scene-offsets", scene.id],
    queryFn: ({ signal }) => call(API.listSceneOffsets, { id: scene.id }, signal),
  });
  const date = format.moment(scene.acquiredAt, scene.acquiredPrecision);
  return (
    <>
      <h1>{t("registration.heading", { date })}</h1>
      <div className="registration">
        <RegistrationPicture
          slug={campaign.slug}
          scene={scene}
          reference={reference}
          offset={draft}
          onNudge={(east, north) => setDraft((old) => moved(old, east, north))}
        />
        <div className="registration-side">
          <OffsetForm
            scene={scene}
            references={references}
            reference={reference}
            draft={draft}
            isChanged={!isSamePlace(draft, scene.offset)}
            onReference={setReferenceId}
            onDraft={setDraft}
          />
          {history.isError && <Problem fault={history.error} onRetry={() => void history.refetch()} />}
          {history.isSuccess && (
            <OffsetHistory decisions={history.data.items} draft={draft} onUse={setDraft} />
          )}
          <UnseenBuildings slug={campaign.slug} scene={scene.id} />
        </div>
      </div>
    </>
  );
}
