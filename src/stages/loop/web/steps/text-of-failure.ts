import type { TFunction } from 'i18next';
import { type ErrorText, textOfError } from '#platform/ui/panes/error-text.ts';
import type { LoopFailure } from '../../runs/loop-run.contract.ts';

/** What is stored of a failed step, said as every other error is. */
export const textOfFailure = (t: TFunction, { fields, remedy, ...failure }: LoopFailure): ErrorText =>
  textOfError(t, { ...failure, data: { ...fields, remedy } });
