import { interactionIdOf } from '#stages/serving/index.ts';

/** The interaction of a completion id that the contract let through. */
export const interactionOf = (completionId: string): string => interactionIdOf(completionId)!;
