/**
 * POST over connections that stay, with nothing between the driver and its sockets: a driver that shares a core with
 * PostgreSQL must cost little. Only for a server of ours: answers carry their length and are not compressed.
 */
import { connect, type Socket } from "node:net";

export type RawAnswer = { status: number; body: string };

export type RawCalls = {
  post(path: string, token: string, body: string): Promise<RawAnswer>;
  close(): void;
};

type Line = { socket: Socket; answer: (answer: RawAnswer) => void; fail: (error: Error) => void };

/** Opens as many connections as there are calls at a time. @param url of the server; paths are below its API */
export function openRawCalls(url: string): RawCalls {
  const { hostname, port, host } = new URL(url);
  const idle: Line[] = [];
  const all = new Set<Line>();

  const open = (): Line => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const line: Line = { socket, answer: () => {}, fail: () => {} };
    let came: Buffer = Buffer.alloc(0);
    socket.on("data", (piece: Buffer) => {
      came = came.length === 0 ? piece : Buffer.concat([came, piece]);
      const answer = readAnswer(came);
      if (answer === null) return;
      came = Buffer.alloc(0);
      if (answer.isWhole) idle.push(line);
      else socket.destroy();
      line.answer(answer);
    });
    const end = (error?: Error) => {
      all.delete(line);
      if (idle.includes(line)) idle.splice(idle.indexOf(line), 1);
      line.fail(error ?? new Error("the connection was closed"));
    };
    socket.on("error", end);
    socket.on("close", () => end());
    all.add(line);
    return line;
  };

  return {
    post: (path, token, body) =>
      new Promise((resolve, reject) => {
        const line = idle.pop() ?? open();
        [line.answer, line.fail] = [resolve, reject];
        line.socket.write(
          `POST /api/v1${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n` +
            `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        );
      }),
    close: () => all.forEach(({ socket }) => socket.destroy()),
  };
}

/** Null while some of it is still to come. Of refusals in pieces, which end the connection, the status alone. */
function readAnswer(came: Buffer): (RawAnswer & { isWhole: boolean }) | null {
  const end = came.indexOf("\r\n\r\n");
  if (end === -1) return null;
  const head = came.toString("latin1", 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  const status = Number(head.slice(9, 12));
  if (length === undefined) return { status, body: "", isWhole: false };
  const from = end + 4;
  if (came.length < from + Number(length)) return null;
  return { status, body: came.toString("utf8", from, from + Number(length)), isWhole: true };
}
