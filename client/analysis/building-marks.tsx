import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { MarkKind, type Mark } from "../../shared/marks.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { buildingKey } from "./keys.ts";
import { ReviewedBy } from "./reviewed-by.tsx";
import type { Timeline } from "./moments.ts";
import "./review.css";

type BuildingMarksProps = {
  building: BuildingDetail;
  campaign: Campaign;
  timeline: Timeline;
  onReviewed: (buildings: readonly BuildingDetail[]) => void;
};

/** Newly built, cleared, rebuilt, hit again: what nobody is asked about, marked with the first image that shows it. */
export function BuildingMarks({ building, campaign, timeline, onReviewed }: BuildingMarksProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const queries = useQueryClient();
  const stored = building.properties.marks ?? [];
  const [marks, setMarks] = useState<readonly Mark[]>(stored);
  const [note, setNote] = useState("");
  const save = useMutation({
    mutationFn: () =>
      call(API.markBuilding, { slug: campaign.slug, id: building.id, marks: [...marks], note }),
    onSuccess: (answer) => {
      queries.setQueryData(buildingKey(campaign.slug, building.id), answer);
      onReviewed([answer]);
      setNote("");
    },
  });
  const toggle = (kind: MarkKind) =>
    setMarks((now) =>
      now.some((one) => one.kind === kind)
        ? now.filter((one) => one.kind !== kind)
        : [...now, { kind, scene: null }],
    );
  const date = (kind: MarkKind, scene: string | null) =>
    setMarks((now) => now.map((one) => (one.kind === kind ? { ...one, scene } : one)));
  const isChanged = JSON.stringify(marks) !== JSON.stringify(stored);
  return (
    <form
      className="building-marks"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <h3>{t("marks.title")}</h3>
      <fieldset>
        <legend className="visually-hidden">{t("marks.title")}</legend>
        {MarkKind.options.map((kind) => {
          const mark = marks.find((one) => one.kind === kind);
          return (
            <div key={kind} className="building-mark">
              <label className="check">
                <input type="checkbox" checked={mark !== undefined} onChange={() => toggle(kind)} />
                {t(`marks.${kind}`)}
              </label>
              {mark !== undefined && (
                <select
                  className="input"
                  aria-label={`${t(`marks.${kind}`)}: ${t("marks.since")}`}
                  value={mark.scene ?? ""}
                  onChange={(event) => date(kind, event.target.value === "" ? null : event.target.value)}
                >
                  <option value="">{t("marks.noScene")}</option>
                  {timeline.scenes.map(({ id, acquiredAt }) => (
                    <option key={id} value={id}>
                      {format.date(acquiredAt)}
                    </option>
                  ))}
                </select>
              )}
            </div>
          );
        })}
      </fieldset>
      {isChanged && (
        <>
          <label className="field">
            <span>{t("marks.note")}</span>
            <input
              className="input"
              dir="auto"
              maxLength={2_000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          </label>
          <Button type="submit" disabled={save.isPending}>
            {t("marks.save")}
          </Button>
        </>
      )}
      {save.isError && <Problem fault={save.error} />}
      {save.isSuccess && !isChanged && <output className="quiet">{t("marks.saved")}</output>}
      <MarksHistory building={building} />
    </form>
  );
}

function MarksHistory({ building: { marksHistory } }: { building: BuildingDetail }) {
  const { t } = useTranslation("analysis");
  if (marksHistory.length === 0) return null;
  return (
    <details className="history">
      <summary>{t("marks.history")}</summary>
      <ol reversed>
        {marksHistory.toReversed().map(({ version, marks, note, by, at }) => (
          <li key={version}>
            <p>
              {marks.length === 0 ? t("marks.none") : marks.map(({ kind }) => t(`marks.${kind}`)).join(" · ")}
            </p>
            {note !== "" && <p dir="auto">{note}</p>}
            <p className="quiet">
              <ReviewedBy reviewer={by} at={at} />
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}
