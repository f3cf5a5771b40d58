import type { ServerResponse } from 'node:http';

/** The answer as it goes out, on Node's own response: bytes pass through without a web stream around them. */
export type Reply = {
  /** The client has gone before the end. */
  isGone(): boolean;
  /** Calls once when the client goes before the end, at once where it has gone. */
  onGone(leave: () => void): void;
  /** The same for work that takes a signal; made when it is asked for, which most answers never do. */
  signal(): AbortSignal;
  /** Headers that the answer carries however it turns out. */
  mark(headers: Record<string, string>): void;
  begun(): boolean;
  begin(status: number, headers: Record<string, string>): void;
  /** Undefined where there is room for more, else what resolves when there is. */
  write(bytes: string | Uint8Array): Promise<void> | undefined;
  /** The end, after a last piece. */
  end(bytes?: string): void;
  /** A whole answer. */
  sendJson(status: number, headers: Record<string, string>, body: string): void;
};

export function createReply(outgoing: ServerResponse): Reply {
  const leaving: (() => void)[] = [];
  let gone = false;
  let marks: Record<string, string> = {};
  outgoing.once('close', () => {
    gone = !outgoing.writableFinished;
    if (gone) for (const leave of leaving.splice(0)) leave();
  });
  const onGone = (leave: () => void) => void (gone ? leave() : leaving.push(leave));
  const begin = (status: number, headers: Record<string, string>) =>
    void outgoing.writeHead(status, { ...marks, ...headers });
  return {
    isGone: () => gone,
    onGone,
    signal: () => signalOf(onGone),
    mark: headers => void (marks = { ...marks, ...headers }),
    begun: () => outgoing.headersSent,
    begin,
    write: bytes => (gone || outgoing.write(bytes) ? undefined : roomIn(outgoing, onGone)),
    end: bytes => void outgoing.end(bytes),
    sendJson(status, headers, body) {
      const length = String(Buffer.byteLength(body));
      begin(status, { ...headers, 'content-type': 'application/json', 'content-length': length });
      outgoing.end(body);
    },
  };
}

function signalOf(onGone: Reply['onGone']): AbortSignal {
  const controller = new AbortController();
  onGone(() => controller.abort());
  return controller.signal;
}

function roomIn(outgoing: ServerResponse, onGone: Reply['onGone']): Promise<void> {
  return new Promise(resolve => {
    outgoing.once('drain', resolve);
    onGone(resolve);
  });
}

export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
} as const;
