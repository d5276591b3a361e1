import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import type { Sample } from "../../shared/samples.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Problem } from "../ui/problem.tsx";
import { ProgressBar } from "../ui/progress-bar.tsx";
import { SampleDrawn } from "./sample-drawn.tsx";
import { useDrawSample, useSamples } from "./use-samples.ts";

const USUAL_SIZE = 150;

/** What was drawn so far, and a form to draw another. */
export function SampleList({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("quality");
  const samples = useSamples(campaign.slug);
  return (
    <>
      <DrawForm slug={campaign.slug} />
      <section>
        {samples.isPending && <Loading isWholePage={false} />}
        {samples.isError && <Problem fault={samples.error} onRetry={() => void samples.refetch()} />}
        {samples.data?.items.length === 0 && <p className="quiet">{t("sample.none")}</p>}
        <ul className="sample-rows">
          {samples.data?.items.map((sample) => (
            <li key={sample.id}>
              <SampleRow sample={sample} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function DrawForm({ slug }: { slug: string }) {
  const { t } = useTranslation("quality");
  const draw = useDrawSample(slug);
  const navigate = useNavigate();
  const [size, setSize] = useState(String(USUAL_SIZE));
  const [seed, setSeed] = useState("1");
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    // One draws to label; and a second click meets no form that would draw the same again.
    draw.mutate(
      { size: Number(size), seed: Number(seed) },
      { onSuccess: ({ id }) => navigate(`?label=${id}`) },
    );
  };
  return (
    <form className="sample-form" onSubmit={handleSubmit}>
      <label className="field">
        <span>{t("sample.size")}</span>
        <input
          className="input"
          type="number"
          required
          min={1}
          max={2_000}
          value={size}
          onChange={(event) => setSize(event.target.value)}
        />
      </label>
      <label className="field">
        <span>{t("sample.seed")}</span>
        <input
          className="input"
          type="number"
          required
          min={0}
          max={4_294_967_295}
          value={seed}
          onChange={(event) => setSeed(event.target.value)}
        />
      </label>
      <Button tone="primary" type="submit" disabled={draw.isPending}>
        {t("sample.draw")}
      </Button>
      <p className="quiet">{t("sample.seedNote")}</p>
      {draw.isError && <Problem fault={draw.error} />}
    </form>
  );
}

function SampleRow({ sample }: { sample: Sample }) {
  const { t } = useTranslation("quality");
  const { id, size, labelled } = sample;
  const progress = t("sample.progress", { done: labelled, count: size });
  return (
    <article className="sample-row">
      <p className="quiet">
        <SampleDrawn sample={sample} />
      </p>
      <ProgressBar label={progress} share={labelled / size} text={progress} />
      <p className="quiet">{progress}</p>
      <p className="sample-actions">
        <ButtonLink tone={labelled < size ? "primary" : "plain"} to={`?label=${id}`}>
          {t("sample.label")}
        </ButtonLink>
        <ButtonLink to={`?report=${id}`}>{t("sample.report")}</ButtonLink>
      </p>
    </article>
  );
}
