import { AttuneError } from './attune-error.ts';

export type BodyBounds = {
  mostBytes: number;
  /** How long nothing may come. */
  silenceMs: number;
  /** Slower than this over the first `silenceMs` and more, and it is given up: a byte now and then holds no door open. */
  slowestBytesPerS: number;
};

/**
 * The bytes of a body as they come. Throws `body_too_large` as soon as it is longer than allowed, also where no
 * content-length said so, and `body_too_slow` where nothing came for a while, or too little all the time.
 */
export async function* boundBody(
  body: ReadableStream<Uint8Array>,
  { mostBytes, silenceMs, slowestBytesPerS }: BodyBounds,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  const startMs = performance.now();
  let sizeBytes = 0;
  try {
    for (;;) {
      const { done, value } = await within(silenceMs, reader.read());
      if (done) return;
      sizeBytes += value.length;
      if (sizeBytes > mostBytes) throw bodyTooLarge(mostBytes);
      yield value;
      const tookMs = performance.now() - startMs;
      if (tookMs > silenceMs && sizeBytes < (slowestBytesPerS * tookMs) / 1000) throw bodyTooSlow(tookMs);
    }
  } finally {
    // Not cancelled: that would close the connection before the refusal is out. The server reads over what is left.
    reader.releaseLock();
  }
}

/** Before anything is read, where the client says how much it will send. */
export function assertDeclaredSize(headers: Headers, mostBytes: number): void {
  if (Number(headers.get('content-length') ?? 0) > mostBytes) throw bodyTooLarge(mostBytes);
}

async function within<Value>(limitMs: number, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(bodyTooSlow(limitMs)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the doors for JSON expect. */
export const slowestBody = { silenceMs: 30_000, slowestBytesPerS: 1_000 };

export const bodyTooSlow = (limitMs: number) =>
  new AttuneError('body_too_slow', `The body came too slowly (${Math.round(limitMs / 1000)} s).`, {
    status: 408,
    remedy: 'Send it again over a connection that holds.',
  });

const bodyTooLarge = (mostBytes: number) =>
  new AttuneError('body_too_large', `The body is larger than ${describe(mostBytes)}.`, {
    status: 413,
    fields: { largestBytes: mostBytes },
    remedy:
      'Send less at once. Files go to POST /api/v1/artifacts; the operator may raise ATTUNE_LARGEST_BODY_MB and ATTUNE_LARGEST_UPLOAD_MB.',
  });

const describe = (sizeBytes: number) =>
  sizeBytes < 2 ** 20 ? `${sizeBytes} bytes` : `${Math.floor(sizeBytes / 2 ** 20)} MB`;
