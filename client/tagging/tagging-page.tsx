import { NotFoundPage } from "../ui/not-found-page.tsx";

/** Where volunteers answer. */
export function TaggingPage() {
  return <NotFoundPage />;
}
