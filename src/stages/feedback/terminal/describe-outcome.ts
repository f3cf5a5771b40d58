import type { ByShape } from '../promotion/promotion.contract.ts';

type Reasons = { reason: string; count: number }[];
export type ProposedAll = ByShape & { nothing: Reasons };
export type Outcome = {
  proposed: ProposedAll;
  accepted: ByShape;
  rejected: ByShape;
  refused: Reasons;
  counts: { proposed: ByShape; accepted: ByShape; rejected: ByShape };
};

export function describeProposed({ nothing, ...shapes }: ProposedAll): string {
  return [`New feedback became ${describeShapes(shapes)} to review.`, ...nothing.map(describeReason)].join(
    '\n',
  );
}

/** What was decided, what is there by now, and what to do next. */
export function describeOutcome({ accepted, rejected, refused, counts }: Outcome): string {
  return [
    '',
    `Accepted ${describeShapes(accepted)}; rejected ${describeShapes(rejected)}; ${sum(counts.proposed)} wait.`,
    ...refused.map(each => `  not accepted: ${describeReason(each).trim()}`),
    sum(counts.accepted) > 0
      ? `${sum(counts.accepted)} accepted rows (${describeShapes(counts.accepted)}) are records of the source "feedback". Next: attune dataset freeze NAME`
      : 'Nothing accepted yet, so the next dataset version would be as the last one.',
  ].join('\n');
}

const describeShapes = (shapes: ByShape): string =>
  (['sft', 'dpo', 'kto'] as const)
    .filter(shape => shapes[shape] > 0)
    .map(shape => `${shapes[shape]} ${shape.toUpperCase()}`)
    .join(', ') || 'nothing';

const describeReason = ({ reason, count }: Reasons[number]): string => `  ${count} ×  ${reason}`;
const sum = ({ sft, dpo, kto }: ByShape): number => sft + dpo + kto;
