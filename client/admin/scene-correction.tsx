import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Scene } from "../../shared/scenes.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { Field } from "./field.tsx";
import { errorAt, errorsFrom } from "./form-errors.ts";
import { Refusal } from "./refusal.tsx";

type SceneCorrectionProps = { scene: Scene; onClose: () => void };

/** Sets right what is said of one image: when it was taken, by what, and whose it is. */
export function SceneCorrection({ scene, onClose }: SceneCorrectionProps) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const queries = useQueryClient();
  const [day, setDay] = useState(scene.acquiredAt.slice(0, 10));
  const [time, setTime] = useState(scene.acquiredPrecision === "day" ? "" : scene.acquiredAt.slice(11, 19));
  const [sensor, setSensor] = useState(scene.sensor ?? "");
  const [attribution, setAttribution] = useState(scene.attribution ?? "");

  const save = useMutation({
    mutationFn: () => {
      const acquiredAt = time === "" ? day : `${day}T${time.length === 5 ? `${time}:00` : time}Z`;
      const isRedated = acquiredAt !== statedTime(scene);
      return call(API.correctScene, {
        id: scene.id,
        // Only what was changed: a date that is left alone keeps its source.
        ...(isRedated ? { acquiredAt } : {}),
        sensor: sensor.trim() === "" ? null : sensor.trim(),
        attribution: attribution.trim() === "" ? null : attribution.trim(),
      });
    },
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const errors = errorsFrom(save.error);
  const date = format.moment(scene.acquiredAt, scene.acquiredPrecision);
  return (
    <ModalDialog title={t("imagery.correctTitle", { date })} onClose={onClose}>
      <form className="step-form" onSubmit={handleSubmit}>
        <p className="quiet">{t("imagery.correctHint")}</p>
        <Field label={t("imagery.day")} error={errorAt(errors, "acquiredAt")}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="date"
              required
              value={day}
              onChange={(event) => setDay(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("imagery.clock")} hint={t("imagery.clockHint")}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="time"
              step={1}
              value={time}
              onChange={(event) => setTime(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("imagery.sensor")} error={errorAt(errors, "sensor")}>
          {(control) => (
            <input
              {...control}
              className="input"
              value={sensor}
              onChange={(event) => setSensor(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("imagery.attribution")} error={errorAt(errors, "attribution")}>
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
        {save.error !== null && <Refusal fault={save.error} />}
        <div className="step-actions">
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button tone="primary" type="submit" disabled={save.isPending || day === ""}>
            {t("imagery.save")}
          </Button>
        </div>
      </form>
    </ModalDialog>
  );
}

/** The time as the form would state it if nothing was changed. */
function statedTime({ acquiredAt, acquiredPrecision }: Scene): string {
  return acquiredPrecision === "day" ? acquiredAt.slice(0, 10) : `${acquiredAt.slice(0, 19)}Z`;
}
