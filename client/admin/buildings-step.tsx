import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Batch, BatchSource } from "../../shared/batches.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { BatchView } from "./batch-view.tsx";
import { Field } from "./field.tsx";
import { errorAt, errorsFrom } from "./form-errors.ts";
import { ImportForm } from "./import-form.tsx";
import { Step } from "./step.tsx";
import { refreshBatch } from "./use-batches.ts";

type BuildingsStepProps = { campaign: Campaign; batches: readonly Batch[] };

/** Step 2: footprints, or points with a radius, from a file of the server's. */
export function BuildingsStep({ campaign, batches }: BuildingsStepProps) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [idField, setIdField] = useState("");
  const [radius, setRadius] = useState("");
  const latest = batches.find(({ kind }) => kind === "buildings");
  const { slug, progress } = campaign;

  const start = useMutation({
    mutationFn: (source: BatchSource) =>
      call(API.createBatch, {
        slug,
        kind: "buildings",
        source,
        options: {
          ...(idField.trim() === "" ? {} : { idField: idField.trim() }),
          ...(radius === "" ? {} : { radiusMetres: Number(radius) }),
        },
      }),
    onSuccess: ({ id }) => refreshBatch(queries, slug, id),
  });
  const errors = errorsFrom(start.error);
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
        placeholder="/data/footprints.geojson"
        isRepeat={progress.buildings > 0}
        isPending={start.isPending}
        fault={start.error}
        onStart={start.mutateAsync}
      >
        <Field
          label={t("buildings.idField")}
          hint={t("buildings.idFieldHint")}
          error={errorAt(errors, "options.idField")}
        >
          {(control) => (
            <input
              {...control}
              className="input"
              dir="ltr"
              value={idField}
              onChange={(event) => setIdField(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={t("buildings.radius")}
          hint={t("buildings.radiusHint")}
          error={errorAt(errors, "options.radiusMetres")}
        >
          {(control) => (
            <input
              {...control}
              className="input"
              type="number"
              min={0.1}
              max={500}
              step="any"
              value={radius}
              onChange={(event) => setRadius(event.target.value)}
            />
          )}
        </Field>
      </ImportForm>
      {latest !== undefined && <BatchView batch={latest} />}
    </Step>
  );
}
