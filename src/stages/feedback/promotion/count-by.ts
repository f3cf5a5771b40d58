import type { PromotionShape } from '../feedback.tables.ts';
import type { ByShape } from './promotion.contract.ts';

export const noShapes = (): ByShape => ({ sft: 0, dpo: 0, kto: 0 });

export function countShapes(shapes: readonly PromotionShape[]): ByShape {
  const counts = noShapes();
  for (const shape of shapes) counts[shape] += 1;
  return counts;
}

/** The same reasons together, the most frequent first. */
export function countReasons(reasons: readonly string[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
