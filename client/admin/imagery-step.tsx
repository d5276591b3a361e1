import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Batch, SceneOptions } from "../../shared/batches.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { BatchView } from "./batch-view.tsx";
import { dateOptions, FileDates, type FileDate } from "./file-dates.tsx";
import { Field } from "./field.tsx";
import { errorAt, errorsFrom } from "./form-errors.ts";
import { Refusal } from "./refusal.tsx";
import { SceneLine } from "./scene-line.tsx";
import { Step } from "./step.tsx";
import { refreshBatch } from "./use-batches.ts";

type ImageryStepProps = { campaign: Campaign; batches: readonly Batch[] };

/** Step 1: dated images from a folder of the server's. */
export function ImageryStep({ campaign, batches }: ImageryStepProps) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [path, setPath] = useState("");
  const [sensor, setSensor] = useState("");
  const [attribution, setAttribution] = useState("");
  const [dates, setDates] = useState<readonly FileDate[]>([]);
  const latest = batches.find(({ kind }) => kind === "scenes");
  const { slug, scenes } = campaign;

  const start = useMutation({
    mutationFn: () => {
      const options: SceneOptions = {
        ...(sensor.trim() === "" ? {} : { sensor: sensor.trim() }),
        ...(attribution.trim() === "" ? {} : { attribution: attribution.trim() }),
        ...dateOptions(dates),
      };
      return call(API.createBatch, { slug, kind: "scenes", source: { path: path.trim() }, options });
    },
    onSuccess: async ({ id }) => {
      setDates([]);
      await refreshBatch(queries, slug, id);
    },
  });
  const errors = errorsFrom(start.error);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <Step
      number={1}
      title={t("imagery.title")}
      summary={scenes.length === 0 ? t("imagery.none") : t("imagery.count", { count: scenes.length })}
      isDone={scenes.length > 0}
    >
      <SceneLine scenes={scenes} />
      <form className="step-form" onSubmit={handleSubmit}>
        <Field label={t("imagery.path")} hint={t("import.pathHint")} error={errorAt(errors, "source")}>
          {(control) => (
            <input
              {...control}
              className="input"
              dir="ltr"
              required
              spellCheck={false}
              placeholder="/data/imagery"
              value={path}
              onChange={(event) => setPath(event.target.value)}
            />
          )}
        </Field>
        <details open={dates.length > 0 ? true : undefined}>
          <summary>{t("import.options")}</summary>
          <div className="step-options">
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
          </div>
        </details>
        <Button
          tone={scenes.length > 0 ? "plain" : "primary"}
          type="submit"
          disabled={start.isPending || path.trim() === ""}
        >
          {t("import.start")}
        </Button>
        {start.isError && <Refusal fault={start.error} />}
      </form>
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
