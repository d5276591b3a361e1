/**
 * What a long run opens is closed however it ends: when it is done, when its start fails half-way, when somebody stops
 * it, and when nobody reads any more what it says (`| head`). PostgreSQL survives whoever started it, so a run that just
 * ended would leave one behind.
 */
import { closeAll } from "./close-all.ts";

/** Things that belong together and are closed together. */
export type Room = {
  /** Closes something at the end: the newest first, so a server goes before its database. */
  closeLater(close: () => unknown): void;
  /** Closes all of it, once; what cannot be closed keeps nothing else from it. */
  close(): Promise<void>;
};

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const rooms = new Set<Room>();
let isBeingStopped = false;

export function openRoom(): Room {
  const closings: (() => unknown)[] = [];
  let closing: Promise<void> | null = null;
  const room: Room = {
    closeLater: (close) => void closings.push(close),
    close: () => (closing ??= closeAll(closings).finally(() => forget(room))),
  };
  if (rooms.size === 0) {
    for (const signal of SIGNALS) process.on(signal, stop);
    for (const stream of [process.stdout, process.stderr]) stream.on("error", hangUp);
  }
  rooms.add(room);
  return room;
}

/** Whether a signal is ending this run. */
export const isStopping = (): boolean => isBeingStopped;

/** Whoever starts a process asks here first: a run that is being stopped must start nothing behind its own back. */
export function refuseWhileStopping(): void {
  if (isBeingStopped) throw new Error("The run is being stopped");
}

/** A terminal sends the signal to everybody, and those above us pass theirs on: the second one means nothing new. */
function stop(signal: NodeJS.Signals): void {
  if (isBeingStopped) return;
  isBeingStopped = true;
  const closed = Promise.allSettled([...rooms].toReversed().map((room) => room.close()));
  void closed.then(() => process.kill(process.pid, signal)); // the last room took our listeners away: this ends us
}

const hangUp = (): void => stop("SIGHUP");

function forget(room: Room): void {
  rooms.delete(room);
  if (rooms.size > 0) return;
  for (const signal of SIGNALS) process.off(signal, stop);
  // Of the reader that is gone they go on hearing, which would end us with an error before the signal does.
  if (!isBeingStopped) for (const stream of [process.stdout, process.stderr]) stream.off("error", hangUp);
}
