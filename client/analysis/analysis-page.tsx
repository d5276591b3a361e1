import { NotFoundPage } from "../ui/not-found-page.tsx";

/** The analysts' map. Until it is built there is nothing at its address. */
export function AnalysisPage() {
  return <NotFoundPage />;
}
