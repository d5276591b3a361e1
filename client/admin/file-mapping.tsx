import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import { BuildingOptions, type Batch, type ImportQuestion } from "../../shared/batches.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "./field.tsx";
import "./file-mapping.css";
import { Refusal } from "./refusal.tsx";
import { refreshBatch } from "./use-batches.ts";

type FileMappingProps = { batch: Batch; question: ImportQuestion };

/**
 * Asks what a file leaves open: which column is which, and what each damage value means. With the answers the import is
 * asked for again; the server remembers them for the campaign's next file of that source.
 */
export function FileMapping({ batch, question }: FileMappingProps) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const queries = useQueryClient();
  const id = useId();
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const { unknown, missing, asksDateOrder, choices, columns, profile } = question;
  const asked = [
    ...missing.map(({ key }) => key),
    ...(asksDateOrder ? ["dates"] : []),
    ...unknown.map(({ key }) => key),
  ];
  const open = asked.filter((key) => (answers[key] ?? "") === "").length;
  const answer = (key: string, value: string) => setAnswers((old) => ({ ...old, [key]: value }));
  const start = useMutation({
    mutationFn: () => {
      const stated = BuildingOptions.parse(batch.options);
      const options = {
        ...stated,
        ...(profile === null ? {} : { profile }),
        mapping: { ...stated.mapping, ...answers },
      };
      return call(API.createBatch, {
        slug: batch.campaign,
        kind: "buildings",
        source: batch.source,
        options,
      });
    },
    onSuccess: ({ id: made }) => refreshBatch(queries, batch.campaign, made),
  });
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form className="file-mapping" onSubmit={handleSubmit} aria-labelledby={`${id}-title`}>
      <h4 id={`${id}-title`}>{t("mapping.title")}</h4>
      <p className="quiet">{t("mapping.hint")}</p>
      {missing.map(({ key }) => (
        <Field key={key} label={t(`mapping.${columnKind(key)}`)}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={answers[key] ?? ""}
              onChange={(event) => answer(key, event.target.value)}
            >
              <option value="">{t("mapping.choose")}</option>
              {columns.map(({ name, samples }) => (
                <option key={name} value={name}>
                  {samples[0] === undefined ? name : `${name} (${samples[0]})`}
                </option>
              ))}
            </select>
          )}
        </Field>
      ))}
      {asksDateOrder && (
        <Field label={t("mapping.dateOrder")}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={answers["dates"] ?? ""}
              onChange={(event) => answer("dates", event.target.value)}
            >
              <option value="">{t("mapping.choose")}</option>
              <option value="dmy">{t("mapping.dmy")}</option>
              <option value="mdy">{t("mapping.mdy")}</option>
            </select>
          )}
        </Field>
      )}
      {unknown.length > 0 && (
        <div className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("mapping.value")}</th>
                <th scope="col">{t("mapping.rows")}</th>
                <th scope="col">{t("mapping.meaning")}</th>
              </tr>
            </thead>
            <tbody>
              {unknown.map(({ key, raw, count }) => (
                <tr key={key}>
                  <th scope="row">
                    <bdi>{raw === "" ? t("mapping.empty") : raw}</bdi>
                  </th>
                  <td>{format.number(count)}</td>
                  <td>
                    <select
                      className="input"
                      aria-label={t("mapping.meaningOf", { value: raw === "" ? t("mapping.empty") : raw })}
                      value={answers[key] ?? ""}
                      onChange={(event) => answer(key, event.target.value)}
                    >
                      <option value="">{t("mapping.choose")}</option>
                      {choices.map(({ code, label }) => (
                        <option key={code} value={code}>
                          {t(`common:scale.${profile ?? ""}.${code}`, { defaultValue: label })}
                        </option>
                      ))}
                      <option value="none">{t("mapping.none")}</option>
                      <option value="skip">{t("mapping.skip")}</option>
                    </select>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <details>
        <summary>{t("mapping.columns", { count: columns.length })}</summary>
        <dl className="mapping-columns">
          {columns.map(({ name, samples }) => (
            <div key={name}>
              <dt>
                <bdi>{name}</bdi>
              </dt>
              <dd>
                <bdi>{samples.length === 0 ? "–" : samples.join(", ")}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      </details>
      <div className="mapping-end">
        <Button tone="primary" type="submit" disabled={open > 0 || start.isPending}>
          {t("mapping.start")}
        </Button>
        {open > 0 && <span className="quiet">{t("mapping.open", { count: open })}</span>}
      </div>
      {start.error !== null && <Refusal fault={start.error} />}
    </form>
  );
}

const KINDS = ["class", "date", "longitude", "latitude"] as const;

/** `column:date:2` is a date. */
function columnKind(key: string): (typeof KINDS)[number] {
  return KINDS.find((kind) => key.split(":")[1] === kind) ?? "class";
}
