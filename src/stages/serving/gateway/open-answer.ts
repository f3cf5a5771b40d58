import type { Dispatcher } from 'undici';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Upstream } from '#stages/models/index.ts';

/** An answer of a remote model. Its body waits for whoever takes it, and is taken once. */
export type UpstreamAnswer = {
  status: number;
  header(name: string): string | undefined;
  /** Gives every piece as it comes; a piece whose taking is a promise holds the other side back. Resolves after the last one. */
  each(take: (bytes: Buffer) => Promise<void> | undefined): Promise<void>;
  text(): Promise<string>;
};

export type Asking = {
  /** Resolves with the head. Throws what undici throws, or what it was cancelled with. */
  answer: Promise<UpstreamAnswer>;
  cancel(reason: Error): void;
};

const silenceMs = 120_000;
/** So much of a body is kept before anybody takes it. */
const mostWaitingBytes = 256 * 1024;
/** An answer at once is held whole; no model writes so much. */
const mostAnswerBytes = 64 * 2 ** 20;

/**
 * One request to a remote model. On undici's own callbacks: the streams that its `request` puts around an answer cost as
 * much as everything else that the gateway does for it.
 */
export function openAnswer({ pool, path, headers }: Upstream, body: string): Asking {
  const head = Promise.withResolvers<UpstreamAnswer>();
  const content = createContent();
  let controller: Dispatcher.DispatchController | undefined;
  let cancelled: Error | undefined;
  const fail = (error: Error) => {
    head.reject(error);
    content.fail(error);
  };
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(given) {
      controller = given;
      if (cancelled) given.abort(cancelled);
    },
    onResponseStart(given, status, fields) {
      if (status < 200) return;
      content.begin(given);
      head.resolve({ status, header: name => [fields[name] ?? []].flat()[0], ...content.body });
    },
    onResponseData: (_, bytes) => content.push(bytes),
    onResponseEnd: () => content.end(),
    onResponseError: (_, error) => fail(error),
  };
  const silence = { headersTimeout: silenceMs, bodyTimeout: silenceMs };
  pool.dispatch({ method: 'POST', path, headers, body, ...silence }, handler);
  return {
    answer: head.promise,
    cancel(reason) {
      cancelled = reason;
      fail(reason);
      controller?.abort(reason);
    },
  };
}

/** The body between undici, which pushes, and its taker. */
function createContent() {
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => undefined);
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  let flow: Dispatcher.DispatchController | undefined;
  let take: ((bytes: Buffer) => Promise<void> | undefined) | undefined;

  const hand = (bytes: Buffer) => {
    const taken = take!(bytes);
    if (!taken) return;
    flow?.pause();
    void taken.then(() => flow?.resume());
  };
  const each = (taker: typeof take): Promise<void> => {
    take = taker;
    for (const bytes of waiting.splice(0)) hand(bytes);
    flow?.resume();
    return ended.promise;
  };
  const text = async (): Promise<string> => {
    const pieces: Buffer[] = [];
    let bytesLeft = mostAnswerBytes;
    await each(bytes => {
      if ((bytesLeft -= bytes.length) < 0) throw tooLong();
      pieces.push(bytes);
    });
    return (pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)).toString();
  };
  return {
    body: { each, text },
    begin: (controller: Dispatcher.DispatchController) => void (flow = controller),
    push(bytes: Buffer) {
      if (take) return hand(bytes);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes > mostWaitingBytes) flow?.pause();
    },
    end: ended.resolve,
    fail: ended.reject,
  };
}

const tooLong = () =>
  new AttuneError('upstream_too_long', `The model's answer is longer than ${mostAnswerBytes / 2 ** 20} MB.`, {
    status: 502,
    remedy: 'Ask for less, or for a stream.',
  });
