import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import { type ChangeEvent, type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Field } from "./field.tsx";
import { Refusal } from "./refusal.tsx";
import { TableScroll } from "../ui/table-scroll.tsx";

const MOST_BYTES = 3_500_000;

/** Takes a table of buildings whose answer experts know; each row that was refused is told with its reason. */
export function PeopleGold({ slug }: { slug: string }) {
  const { t } = useTranslation("staff");
  const format = useFormat();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const isTooLarge = (file?.size ?? 0) > MOST_BYTES;
  const load = useMutation({
    mutationFn: async (given: File) =>
      call(API.importGold, {
        slug,
        format: /\.(?:geo)?json$/i.test(given.name) ? "geojson" : "csv",
        text: await given.text(),
      }),
    onSuccess: async () => {
      setFile(null);
      if (input.current !== null) input.current.value = "";
      await queries.invalidateQueries({ queryKey: ["campaign", slug] });
    },
  });
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== null) load.mutate(file);
  };
  const handleChoose = (event: ChangeEvent<HTMLInputElement>) => {
    load.reset();
    setFile(event.target.files?.[0] ?? null);
  };
  return (
    <section className="gold-import">
      <h2>{t("gold.title")}</h2>
      <form className="step-form" onSubmit={handleSubmit}>
        <Field label={t("gold.file")} hint={t("gold.hint")}>
          {(control) => (
            <>
              <input
                {...control}
                ref={input}
                className="visually-hidden"
                tabIndex={-1}
                type="file"
                accept=".csv,.tsv,.txt,.json,.geojson"
                onChange={handleChoose}
              />
              {/* The browser's own button speaks the browser's language, not ours. */}
              <span className="chosen-file">
                <Button aria-describedby={control["aria-describedby"]} onClick={() => input.current?.click()}>
                  <FileText size={18} aria-hidden="true" />
                  {t("gold.choose")}
                </Button>
                <bdi className="quiet">{file?.name ?? t("gold.none")}</bdi>
              </span>
            </>
          )}
        </Field>
        {isTooLarge && (
          <p className="refusal" role="alert">
            {t("gold.tooLarge")}
          </p>
        )}
        <Button type="submit" disabled={file === null || isTooLarge || load.isPending}>
          {t("gold.import")}
        </Button>
        {load.isError && <Refusal fault={load.error} />}
      </form>
      {load.data !== undefined && (
        <Notice
          tone={load.data.refused === 0 ? "info" : "problem"}
          title={t("gold.done", {
            accepted: format.number(load.data.accepted),
            refused: format.number(load.data.refused),
          })}
        />
      )}
      {load.data !== undefined && load.data.refused > 0 && (
        <TableScroll label={t("gold.title")}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("gold.row")}</th>
                <th scope="col">{t("gold.building")}</th>
                <th scope="col">{t("gold.reason")}</th>
              </tr>
            </thead>
            <tbody>
              {load.data.refusedRows.map(({ row, building, reason }) => (
                <tr key={row}>
                  <td>{format.number(row)}</td>
                  <td>
                    <bdi>{building}</bdi>
                  </td>
                  <td lang="en" dir="auto">
                    {reason}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </section>
  );
}
