import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { useKeys } from "../tagging/use-keys.ts";
import { Button } from "../ui/button.tsx";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";
import { Problem } from "../ui/problem.tsx";
import type { BuildingPanelProps } from "./building-panel.tsx";
import { buildingKey } from "./keys.ts";
import { shownMarks, type Marks } from "./moments.ts";
import { MarkFields, isInOrder } from "./mark-fields.tsx";

type ReviewFormProps = BuildingPanelProps & { building: BuildingDetail };

const NO_MARKS: Marks = { lastIntact: null, firstDamaged: null };

/** Decides the building: class, window and why. Begins with the answer at hand, so that agreeing is quick. */
export function ReviewForm({ building, campaign, timeline, queue, onReviewed, onStep }: ReviewFormProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const labelOf = useClassLabel(campaign.scale);
  const queries = useQueryClient();
  const name = useId();
  const { properties } = building;
  const { asks, scale, slug } = campaign;
  const [code, setCode] = useState(properties.final?.class ?? properties.class);
  const [marks, setMarks] = useState(shownMarks(properties) ?? NO_MARKS);
  const [reason, setReason] = useState("");
  const isInQueue = queue.some(({ id }) => id === building.id);
  const count = timeline.scenes.length;

  const review = useMutation({
    mutationFn: () =>
      call(API.reviewBuilding, {
        slug,
        id: building.id,
        class: asks.class ? code : null,
        ...(asks.window ? { lastIntact: marks.lastIntact, firstDamaged: marks.firstDamaged } : {}),
        reason,
      }),
    onSuccess: (answer) => {
      queries.setQueryData(buildingKey(slug, building.id), answer);
      onReviewed([answer]);
      setReason("");
      if (isInQueue && queue.length > 1) onStep(1);
    },
  });
  useKeys(
    asks.class,
    Object.fromEntries(scale.classes.map((one, at) => [String(at + 1), () => setCode(one.code)])),
  );

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    review.mutate();
  };
  const looks = classLooks(scale.classes);
  return (
    <form className="review-form" onSubmit={handleSubmit}>
      <h3>{t(building.review === null ? "review.title" : "review.again")}</h3>
      {asks.class && (
        <fieldset className="choices">
          <legend>{t("review.class")}</legend>
          {scale.classes.map((one, at) => (
            <label key={one.code} className="choice-row">
              <input
                type="radio"
                name={name}
                checked={code === one.code}
                onChange={() => setCode(one.code)}
              />
              <ClassSign look={looks.get(one.code) ?? UNKNOWN_LOOK} />
              <span>{labelOf(one.code)}</span>
              <kbd>{format.number(at + 1)}</kbd>
            </label>
          ))}
        </fieldset>
      )}
      {asks.window && count > 0 && <MarkFields timeline={timeline} marks={marks} onChange={setMarks} />}
      <label className="field">
        <span>{t("review.reason")}</span>
        <textarea
          className="input"
          rows={3}
          required
          maxLength={5_000}
          dir="auto"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      {review.isError && <Problem fault={review.error} />}
      {review.isSuccess && <output className="quiet">{t("review.saved")}</output>}
      <Button
        tone="primary"
        type="submit"
        disabled={review.isPending || reason.trim() === "" || !isInOrder(marks, timeline)}
      >
        {t(isInQueue && queue.length > 1 ? "review.saveNext" : "review.save")}
      </Button>
    </form>
  );
}
