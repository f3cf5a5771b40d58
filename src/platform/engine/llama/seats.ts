import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import type * as port from '../engine-port.ts';

/** A context with room for one conversation. An adapter belongs to its context, the weights to all. */
export type Seat = {
  context: LlamaContext;
  sequence: LlamaContextSequence;
  /** What its cache begins with; see `startAfter`. */
  head: Token[];
};

export type SeatWish = { local: port.LlamaModel; model: LlamaModel; contextTokens: number };

export type Seats = {
  /** Runs `work` in a seat of this model that nobody uses, made or grown where there is none. */
  use<Result>(wish: SeatWish, work: (seat: Seat) => Promise<Result>): Promise<Result>;
};

type Kept = Seat & { key: string };

/**
 * Keeps up to `most` contexts for the next question; beyond that the one that was idle longest goes. One conversation a
 * context: with an adapter, sequences batched in one context were no faster (21.8 against 21.6 CPU-ms a token) and 3 of 8
 * greedy answers changed with their neighbours.
 */
export function createSeats(most: number, threads: number): Seats {
  const idle: Kept[] = [];
  let inUse = 0;
  return {
    async use(wish, work) {
      inUse++;
      try {
        const seat = await take(wish);
        const result = await work(seat).catch(error =>
          seat.context.dispose().then(() => Promise.reject(error)),
        );
        idle.push(seat);
        return result;
      } finally {
        inUse--;
      }
    },
  };

  async function take({ local, model, contextTokens }: SeatWish): Promise<Kept> {
    const key = `${local.ggufPath}\n${local.adapterPath ?? ''}`;
    const fits = idle.findLastIndex(seat => seat.key === key && seat.context.contextSize >= contextTokens);
    if (fits >= 0) return idle.splice(fits, 1)[0]!;
    while (idle.length + inUse > most && idle.length > 0) await idle.shift()!.context.dispose();
    const lora = local.adapterPath ?? undefined;
    const contextSize = sizeFor(contextTokens, model.trainContextSize);
    const context = await model.createContext({ contextSize, sequences: 1, threads, lora });
    return { key, context, sequence: context.getSequence(), head: [] };
  }
}

const smallestTokens = 2048;

/** A power of two, so that a slightly longer question does not need another context again. */
export function sizeFor(contextTokens: number, longestTokens: number): number {
  const size = Math.max(smallestTokens, 2 ** Math.ceil(Math.log2(contextTokens)));
  return Math.min(size, longestTokens);
}
