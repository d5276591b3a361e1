import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Field } from "./field.tsx";
import { errorAt, errorsFrom } from "./form-errors.ts";
import { Refusal } from "./refusal.tsx";
import { Step } from "./step.tsx";

const MOST_PER_TASK = 20;

/** Step 3: what a volunteer is shown at once. Building twice builds only what is missing. */
export function TasksStep({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation(["admin", "staff"]);
  const format = useFormat();
  const [perTask, setPerTask] = useState("1");
  const { slug, progress, status } = campaign;
  const build = useMutation({
    mutationFn: () => call(API.buildTasks, { slug, buildingsPerTask: Number(perTask) }),
  });
  const errors = errorsFrom(build.error);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    build.mutate();
  };
  const isDone = build.isSuccess || status === "open" || progress.votes > 0;
  const summary =
    build.data === undefined
      ? ""
      : build.data.buildings === 0
        ? t("tasks.nothingMissing")
        : t("tasks.built", { tasks: format.number(build.data.tasks), count: build.data.buildings });
  return (
    <Step number={3} title={t("tasks.title")} summary={summary} isDone={isDone}>
      <form className="step-form step-form-row" onSubmit={handleSubmit}>
        <Field label={t("tasks.perTask")} hint={t("tasks.hint")} error={errorAt(errors, "buildingsPerTask")}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="number"
              required
              min={1}
              max={MOST_PER_TASK}
              step={1}
              value={perTask}
              onChange={(event) => setPerTask(event.target.value)}
            />
          )}
        </Field>
        <Button
          tone={isDone ? "plain" : "primary"}
          type="submit"
          disabled={build.isPending || progress.buildings === 0}
        >
          {t("tasks.build")}
        </Button>
        {progress.buildings === 0 && <p className="quiet">{t("tasks.needBuildings")}</p>}
        {build.isError && <Refusal fault={build.error} />}
      </form>
      <div>
        <ButtonLink to={`/admin/campaigns/${slug}/areas`}>{t("areas.link", { ns: "staff" })}</ButtonLink>
      </div>
    </Step>
  );
}
