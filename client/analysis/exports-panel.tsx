import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Export, ExportFormat } from "../../shared/exports.ts";
import { call } from "../api.ts";
import { isolated } from "../i18n/isolated.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";
import { ExportRow } from "./export-row.tsx";
import { FormatChoice } from "./export-formats.tsx";
import { useFilterWords } from "./filter-words.ts";
import { isFiltering } from "./filter.ts";
import { exportsKey } from "./keys.ts";
import { LiveAddresses } from "./live-addresses.tsx";
import type { PanelProps } from "./panel.tsx";

/** While one is being written, in case a hint is lost, milliseconds. */
const POLL_MS = 2_000;

/** Writes the consensus to a file as a job, and lists what was written before. */
export function ExportsPanel(props: PanelProps) {
  const { t } = useTranslation("analysis");
  const { slug } = props.campaign;
  const list = useQuery({
    queryKey: exportsKey(slug),
    queryFn: ({ signal }) => call(API.listExports, { slug, limit: "50" }, signal),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? POLL_MS : false),
  });
  return (
    <>
      <section>
        <h2>{t("exports.title")}</h2>
        <NewExportForm {...props} />
      </section>
      <section>
        <h2>{t("exports.former")}</h2>
        {list.isPending && <Loading isWholePage={false} />}
        {list.isError && <Problem fault={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && list.data.items.length === 0 && (
          <Notice title={t("exports.emptyTitle")}>{t("exports.emptyText")}</Notice>
        )}
        <ul className="export-rows">
          {list.data?.items.map((one) => (
            <li key={one.id}>
              <ExportRow campaign={props.campaign} one={one} />
            </li>
          ))}
        </ul>
      </section>
      <LiveAddresses slug={slug} />
    </>
  );
}

function isUnderWay({ status }: Export): boolean {
  return status === "queued" || status === "running";
}

function NewExportForm({ campaign, view }: PanelProps) {
  const { t } = useTranslation("analysis");
  const queries = useQueryClient();
  const [format, setFormat] = useState<ExportFormat>("geojson");
  const [isFiltered, setIsFiltered] = useState(true);
  const { filter } = view;
  const wordsOf = useFilterWords(campaign);
  const create = useMutation({
    mutationFn: () =>
      call(API.createExport, {
        slug: campaign.slug,
        format,
        ...(isFiltered && isFiltering(filter) ? { filter } : {}),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: exportsKey(campaign.slug) }),
  });
  return (
    <form
      className="export-form"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <FormatChoice format={format} onPick={setFormat} />
      {isFiltering(filter) && (
        <label className="check">
          <input
            type="checkbox"
            checked={isFiltered}
            onChange={(event) => setIsFiltered(event.target.checked)}
          />
          <span>
            {t("exports.filteredBy")}
            <span className="quiet export-filter">{wordsOf(filter).map(isolated).join(" · ")}</span>
          </span>
        </label>
      )}
      <Button tone="primary" type="submit" disabled={create.isPending}>
        {t("exports.create")}
      </Button>
      {create.isError && <Problem fault={create.error} />}
    </form>
  );
}
