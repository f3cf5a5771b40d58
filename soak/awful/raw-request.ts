import { connect } from 'node:net';

export type RawAnswer = { status: number; text: string };

/**
 * Sends bytes as they are to a door and gives what comes back until the other side ends, or says nothing more for a
 * while. `pieces` go out one by one; a status of 0: the connection was closed without a word.
 */
export function sendRaw(
  origin: string,
  pieces: (string | Buffer)[],
  { pauseMs = 0, endAfter = false, quietMs = 2_000 } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise(resolve => {
    const socket = connect({ host: hostname, port: Number(port) });
    const chunks: Buffer[] = [];
    const finish = () => {
      clearTimeout(quiet);
      socket.destroy();
      const text = Buffer.concat(chunks).toString();
      resolve({ status: Number(/^HTTP\/1\.1 ([2-5]\d\d)/m.exec(text)?.[1] ?? 0), text });
    };
    let quiet = setTimeout(finish, 60_000);
    socket.on('data', chunk => {
      chunks.push(chunk);
      clearTimeout(quiet);
      quiet = setTimeout(finish, quietMs);
    });
    socket.on('error', finish);
    socket.on('close', finish);
    socket.on('connect', () => void writeAll());
    async function writeAll(): Promise<void> {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        socket.write(piece);
        if (pauseMs > 0) await new Promise(next => setTimeout(next, pauseMs));
      }
      if (endAfter) socket.destroy();
    }
  });
}

/** Head and body of a POST as bytes; a length or another header may lie. */
export function rawPost(
  path: string,
  key: string,
  body: string | Buffer,
  more: Record<string, string> = {},
): Buffer {
  const bytes = Buffer.from(body as string);
  const headers: Record<string, string> = {
    host: '127.0.0.1',
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'content-length': String(bytes.length),
    connection: 'close',
    ...more,
  };
  const lines = Object.entries(headers)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`), bytes]);
}
