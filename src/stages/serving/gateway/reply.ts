import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** The answer as it goes out, on Node's own response: bytes pass through without a web stream around them. */
export type Reply = {
  /** Aborts when the client has gone before the end. */
  signal: AbortSignal;
  /** Headers that the answer carries however it turns out. */
  mark(headers: Record<string, string>): void;
  begun(): boolean;
  begin(status: number, headers: OutgoingHttpHeaders): void;
  /** Resolves when there is room for more. */
  write(bytes: string | Uint8Array): Promise<void>;
  end(): void;
  sendJson(status: number, headers: OutgoingHttpHeaders, body: string): Promise<void>;
};

export function createReply(outgoing: ServerResponse): Reply {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  const reply: Reply = {
    signal: gone.signal,
    mark: headers => {
      for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
    },
    begun: () => outgoing.headersSent,
    begin: (status, headers) => void outgoing.writeHead(status, headers),
    async write(bytes) {
      if (gone.signal.aborted || outgoing.write(bytes)) return;
      await once(outgoing, 'drain', { signal: gone.signal }).catch(() => undefined);
    },
    end: () => void outgoing.end(),
    async sendJson(status, headers, body) {
      const length = Buffer.byteLength(body);
      reply.begin(status, { ...headers, 'content-type': 'application/json', 'content-length': length });
      await reply.write(body);
    },
  };
  return reply;
}

export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
} as const;
