import { describeMethod, methodOf } from '../methods/describe-method.ts';
import type { Run } from '../runs/run.contract.ts';
import { useSay } from './use-say.ts';

/** What a run is trained with, in a few words. */
export function MethodText({ run }: { run: Pick<Run, 'config'> }) {
  const say = useSay();
  const method = methodOf(run.config);
  return <>{method ? describeMethod(method, say) : '–'}</>;
}
