import { useEffect, useState } from "react";

/** How many bytes this device has left for us, as the browser estimates; null where it does not tell. */
export function useRoomLeft(): number | null {
  const [room, setRoom] = useState<number | null>(null);
  useEffect(() => {
    if (!("storage" in navigator)) return;
    void navigator.storage.estimate().then(
      ({ quota, usage }) => setRoom(quota === undefined ? null : quota - (usage ?? 0)),
      () => undefined,
    );
  }, []);
  return room;
}
