import { NotFoundPage } from "../ui/not-found-page.tsx";

/** The admins' screens. Until they are built there is nothing at their address. */
export function AdminPage() {
  return <NotFoundPage />;
}
