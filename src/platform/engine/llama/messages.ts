import type { Completion, CompletionRequest, LlamaModel } from '../engine-port.ts';

export type LlamaRequest = CompletionRequest<LlamaModel>;

/** What the server says to the process that hosts llama.cpp. Ids are the server's. */
export type ToHost = { kind: 'complete'; id: number; request: LlamaRequest } | { kind: 'cancel'; id: number };

/** What the host says back: for every `complete` any number of `text`, then one `done` or `failed`. */
export type FromHost =
  | { kind: 'text'; id: number; piece: string }
  | { kind: 'done'; id: number; completion: Completion }
  | { kind: 'failed'; id: number; failure: Failure };

/** An AttuneError as it crosses the process boundary. */
export type Failure = { code: string; message: string; status: number; remedy?: string };
