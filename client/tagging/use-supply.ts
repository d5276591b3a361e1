import { useMemo, useSyncExternalStore } from "react";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import { outbox } from "../device-outbox.ts";
import { ensureSession } from "../session.ts";
import { createSupply, type Supply, type SupplyState } from "./supply.ts";

/** The buildings of a campaign, one after another, for this browser's volunteer. */
export function useSupply(slug: string): { supply: Supply; state: SupplyState } {
  const supply = useMemo(
    () =>
      createSupply({
        outbox,
        lease: (count) => call(API.leaseAssignments, { slug, count }),
        ensureSession,
      }),
    [slug],
  );
  return { supply, state: useSyncExternalStore(supply.subscribe, supply.snapshot) };
}
