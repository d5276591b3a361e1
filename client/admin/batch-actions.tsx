import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Batch, BatchAction } from "../../shared/batches.ts";
import { call } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Refusal } from "./refusal.tsx";
import { isUnderWay, refreshBatch } from "./use-batches.ts";

/** Pause, resume, cancel, and retry: those that make sense for the import as it stands. */
export function BatchActions({ batch }: { batch: Batch }) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (action: BatchAction["action"]) => call(API.actOnBatch, { id: batch.id, action }),
    onSettled: () => refreshBatch(queries, batch.campaign, batch.id),
  });
  const isOpen = isUnderWay(batch);
  // Where only answers are missing, trying again would ask the same once more.
  const hasRefusals = batch.items.some(
    ({ status, question }) => status === "failed" || (status === "refused" && question === null),
  );
  if (!isOpen && !hasRefusals) return null;
  const button = (action: BatchAction["action"]) => (
    <Button disabled={act.isPending} onClick={() => act.mutate(action)}>
      {t(`batch.${action}`)}
    </Button>
  );
  return (
    <div className="batch-actions">
      {isOpen && (batch.isPaused ? button("resume") : button("pause"))}
      {isOpen && button("cancel")}
      {!isOpen && hasRefusals && button("retry")}
      {act.error !== null && <Refusal fault={act.error} />}
    </div>
  );
}
