import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Batch, BatchSource } from "../../shared/batches.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { BatchView } from "./batch-view.tsx";
import { BuildingOptionFields, NOTHING_STATED, toBuildingOptions } from "./building-options.tsx";
import { errorsFrom } from "./form-errors.ts";
import { ImportForm } from "./import-form.tsx";
import { Step } from "./step.tsx";
import { refreshBatch } from "./use-batches.ts";

type BuildingsStepProps = { campaign: Campaign; batches: readonly Batch[] };

/** Step 2: footprints, or points with a radius, in whatever format they come. */
export function BuildingsStep({ campaign, batches }: BuildingsStepProps) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [draft, setDraft] = useState(NOTHING_STATED);
  const latest = batches.find(({ kind }) => kind === "buildings");
  const { slug, progress } = campaign;

  const start = useMutation({
    mutationFn: (source: BatchSource) =>
      call(API.createBatch, { slug, kind: "buildings", source, options: toBuildingOptions(draft) }),
    onSuccess: ({ id }) => refreshBatch(queries, slug, id),
  });
  return (
    <Step
      number={2}
      title={t("buildings.title")}
      summary={
        progress.buildings === 0 ? t("buildings.none") : t("buildings.count", { count: progress.buildings })
      }
      isDone={progress.buildings > 0}
    >
      <ImportForm
        dropName={`${slug}:buildings`}
        label={t("buildings.path")}
        hint={t("buildings.hint")}
        placeholder="/data/footprints.zip"
        isRepeat={progress.buildings > 0}
        isPending={start.isPending}
        fault={start.error}
        onStart={start.mutateAsync}
      >
        <BuildingOptionFields draft={draft} errors={errorsFrom(start.error)} onChange={setDraft} />
      </ImportForm>
      {latest !== undefined && <BatchView batch={latest} canAnswer />}
    </Step>
  );
}
