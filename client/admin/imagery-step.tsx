import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Batch, BatchSource, SceneOptions } from "../../shared/batches.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { BatchView } from "./batch-view.tsx";
import { dateOptions, FileDates, type FileDate } from "./file-dates.tsx";
import { Field } from "./field.tsx";
import { errorAt, errorsFrom } from "./form-errors.ts";
import { ImportForm } from "./import-form.tsx";
import { SceneLine } from "./scene-line.tsx";
import { Step } from "./step.tsx";
import { refreshBatch } from "./use-batches.ts";
import { WatchPanel } from "./watch-panel.tsx";

type ImageryStepProps = { campaign: Campaign; batches: readonly Batch[] };

/** Step 1: dated images from a folder of the server's, or from an address. */
export function ImageryStep({ campaign, batches }: ImageryStepProps) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [sensor, setSensor] = useState("");
  const [attribution, setAttribution] = useState("");
  const [dates, setDates] = useState<readonly FileDate[]>([]);
  const latest = batches.find(({ kind }) => kind === "scenes");
  const { slug, scenes } = campaign;

  const start = useMutation({
    mutationFn: (source: BatchSource) => {
      const options: SceneOptions = {
        ...(sensor.trim() === "" ? {} : { sensor: sensor.trim() }),
        ...(attribution.trim() === "" ? {} : { attribution: attribution.trim() }),
        ...dateOptions(dates),
      };
      return call(API.createBatch, { slug, kind: "scenes", source, options });
    },
    onSuccess: async ({ id }) => {
      setDates([]);
      await refreshBatch(queries, slug, id);
    },
  });
  const errors = errorsFrom(start.error);
  return (
    <Step
      number={1}
      title={t("imagery.title")}
      summary={scenes.length === 0 ? t("imagery.none") : t("imagery.count", { count: scenes.length })}
      isDone={scenes.length > 0}
    >
      <SceneLine slug={slug} scenes={scenes} />
      <ImportForm
        dropName={`${slug}:scenes`}
        label={t("imagery.path")}
        hint={t("imagery.pathHint")}
        placeholder="/data/imagery, https://…"
        isRepeat={scenes.length > 0}
        areOptionsOpen={dates.length > 0}
        isPending={start.isPending}
        fault={start.error}
        onStart={start.mutateAsync}
      >
        <Field label={t("imagery.sensor")} error={errorAt(errors, "options.sensor")}>
          {(control) => (
            <input
              {...control}
              className="input"
              value={sensor}
              onChange={(event) => setSensor(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("imagery.attribution")} error={errorAt(errors, "options.attribution")}>
          {(control) => (
            <input
              {...control}
              className="input"
              dir="auto"
              value={attribution}
              onChange={(event) => setAttribution(event.target.value)}
            />
          )}
        </Field>
        <FileDates dates={dates} error={errorAt(errors, "options.acquiredAt")} onChange={setDates} />
      </ImportForm>
      <WatchPanel slug={slug} />
      {latest !== undefined && (
        <BatchView
          batch={latest}
          onGiveDate={(name) =>
            setDates((old) =>
              old.some((one) => one.name === name) ? old : [...old, { key: name, name, date: "" }],
            )
          }
        />
      )}
    </Step>
  );
}
