import type { Promotion } from '../promotion/promotion.contract.ts';
import type { Ask } from './ask.ts';
import { drawPromotion, reviewKeys } from './draw-promotion.ts';

/** The server's side of a review. Every call gives the promotion as it is then, or throws in words. */
export type ReviewDoor = {
  list(after: string | undefined): Promise<{ items: Promotion[]; next: string | null }>;
  accept(promotion: Promotion): Promise<Promotion>;
  reject(promotion: Promotion, reason: string): Promise<Promotion>;
  edit(promotion: Promotion, answer: string): Promise<Promotion>;
  undo(promotion: Promotion): Promise<Promotion>;
};

/** Shows what waits, one by one, until there is nothing left or the reviewer stops. Gives what was decided. */
export async function runReview(
  door: ReviewDoor,
  ask: Ask,
  say: (text: string) => void,
  total: number,
): Promise<Promotion[]> {
  const decided: Promotion[] = [];
  const waiting = walk(door);
  let current = await waiting.next();
  for (let at = 1; current;) {
    say(drawPromotion(current, at, total));
    const step = await decide(door, ask, say, current, decided.at(-1));
    if (step.kind === 'stop') break;
    if (step.kind === 'same') {
      current = step.promotion;
      continue;
    }
    if (step.kind === 'undone') {
      decided.pop();
      waiting.putBack(current);
      current = step.promotion;
      at = Math.max(1, at - 1);
      continue;
    }
    if (step.kind === 'decided') decided.push(step.promotion);
    current = await waiting.next();
    at += 1;
  }
  return decided;
}

type Step =
  { kind: 'decided' | 'same' | 'undone'; promotion: Promotion } | { kind: 'skipped' } | { kind: 'stop' };

async function decide(
  door: ReviewDoor,
  ask: Ask,
  say: (text: string) => void,
  promotion: Promotion,
  last: Promotion | undefined,
): Promise<Step> {
  try {
    switch (await ask.key()) {
      case 'a':
        return { kind: 'decided', promotion: await door.accept(promotion) };
      case 'r': {
        const reason = await ask.line('Why not? ', '');
        return reason
          ? { kind: 'decided', promotion: await door.reject(promotion, reason) }
          : { kind: 'same', promotion };
      }
      case 'e': {
        const answer = await ask.line('Text: ', promotion.payload.answer);
        return { kind: 'same', promotion: answer ? await door.edit(promotion, answer) : promotion };
      }
      case 'z':
        return last ? { kind: 'undone', promotion: await door.undo(last) } : { kind: 'same', promotion };
      case 's':
        return { kind: 'skipped' };
      case 'q':
      case undefined:
        return { kind: 'stop' };
      default:
        say(reviewKeys);
        return { kind: 'same', promotion };
    }
  } catch (error) {
    return afterRefusal(error, say, promotion);
  }
}

/** What the server refuses is said, and the reviewer decides again; a lost server ends the review. */
function afterRefusal(error: unknown, say: (text: string) => void, promotion: Promotion): Step {
  const { status, message, code } = error as { status?: number; message?: string; code?: string };
  if (!status || status >= 500) throw error;
  say(`! ${message}`);
  return code === 'version_conflict' || code === 'promotion_decided'
    ? { kind: 'skipped' }
    : { kind: 'same', promotion };
}

/** What waits, page by page. What was put back comes next. */
function walk(door: ReviewDoor) {
  const queue: Promotion[] = [];
  let after: string | undefined;
  let isMore = true;
  return {
    putBack: (promotion: Promotion) => void queue.unshift(promotion),
    async next(): Promise<Promotion | undefined> {
      if (queue.length === 0 && isMore) {
        const { items, next } = await door.list(after);
        queue.push(...items);
        after = next ?? undefined;
        isMore = next !== null;
      }
      return queue.shift();
    },
  };
}
