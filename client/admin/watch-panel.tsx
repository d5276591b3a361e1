import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Field } from "./field.tsx";
import { errorAt, errorsFrom } from "./form-errors.ts";
import { Refusal } from "./refusal.tsx";

const KINDS = ["scenes", "buildings"] as const;
/** Workers look every five seconds; so does whoever watches them do it. */
const LOOK_AGAIN_MS = 5_000;

/** A folder of the server's whose new files are imported by themselves. */
export function WatchPanel({ slug }: { slug: string }) {
  const { t } = useTranslation("staff");
  const format = useFormat();
  const queries = useQueryClient();
  const key = ["watched-folder", slug];
  const [path, setPath] = useState("");
  const [kind, setKind] = useState<(typeof KINDS)[number]>("scenes");
  const watched = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(API.getWatchedFolder, { slug }, signal),
    refetchInterval: ({ state }) => (state.data?.folder == null ? false : LOOK_AGAIN_MS),
  });
  const start = useMutation({
    mutationFn: () => call(API.putWatchedFolder, { slug, path: path.trim(), kind }),
    onSuccess: (answer) => queries.setQueryData(key, answer),
  });
  const stop = useMutation({
    mutationFn: () => call(API.deleteWatchedFolder, { slug }),
    onSuccess: () => queries.setQueryData(key, { folder: null }),
  });
  const folder = watched.data?.folder ?? null;
  const handleSubmit = () => {
    stop.reset();
    start.mutate();
  };
  return (
    <details className="watch" {...(folder === null ? {} : { open: true })}>
      <summary>{t("watch.title")}</summary>
      {folder === null ? (
        <form
          className="step-form"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            handleSubmit();
          }}
        >
          <p className="quiet">{t("watch.hint")}</p>
          <Field label={t("watch.path")} error={errorAt(errorsFrom(start.error), "path")}>
            {(control) => (
              <input
                {...control}
                className="input"
                dir="ltr"
                required
                spellCheck={false}
                placeholder="/data/incoming"
                value={path}
                onChange={(event) => setPath(event.target.value)}
              />
            )}
          </Field>
          <Field label={t("watch.kind")}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={kind}
                onChange={(event) => setKind(event.target.value === "buildings" ? "buildings" : "scenes")}
              >
                {KINDS.map((one) => (
                  <option key={one} value={one}>
                    {t(`watch.${one}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Button type="submit" disabled={start.isPending || path.trim() === ""}>
            {t("watch.start")}
          </Button>
          {start.isError && <Refusal fault={start.error} />}
        </form>
      ) : (
        <div className="watch-now">
          <p>
            {t("watch.now")} <bdi dir="ltr">{folder.path}</bdi> · {t(`watch.${folder.kind}`)}
          </p>
          <output className="quiet">
            {folder.lookedAt === null
              ? t("watch.never")
              : t("watch.files", {
                  taken: format.number(folder.taken),
                  waiting: format.number(folder.waiting),
                })}
          </output>
          {folder.trouble !== null && (
            <Notice tone="problem" title={t("watch.trouble")}>
              <p lang="en" dir="auto">
                {folder.trouble}
              </p>
            </Notice>
          )}
          <Button disabled={stop.isPending} onClick={() => stop.mutate()}>
            {t("watch.stop")}
          </Button>
          {stop.isError && <Refusal fault={stop.error} />}
        </div>
      )}
    </details>
  );
}
