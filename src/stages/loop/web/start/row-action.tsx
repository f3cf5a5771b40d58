import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { LoopStep } from '../../runs/loop-run.contract.ts';
import type { TurnRow, TurnRowName } from './turn-rows.ts';

type Action = { path: string; label: string };

/** Where the row's work can be seen or done; nothing before there is something to open. */
export function RowAction({ project, row }: { project: string; row: TurnRow }) {
  const { t } = useTranslation('loop');
  const action = actionsOf[row.name](stepOf(row), row);
  return action ? (
    <Link to={`/p/${project}/${action.path}` as string}>{t(`start.action.${action.label}`)}</Link>
  ) : null;
}

type StepOf = (kind: string) => LoopStep | undefined;
const stepOf =
  (row: TurnRow): StepOf =>
  kind =>
    row.steps.find(step => step.kind === kind && step.state !== 'pending');

const numberOf = (step: LoopStep | undefined): number | undefined => {
  const number = step?.result?.number;
  return typeof number === 'number' ? number : undefined;
};

const actionsOf: Record<TurnRowName, (of: StepOf, row: TurnRow) => Action | undefined> = {
  need: of => (of('brief') ? { path: 'need', label: 'read' } : undefined),
  data: of =>
    of('import')
      ? {
          path: of('dataset')?.result ? `data/versions/${String(of('dataset')!.result!.id)}` : 'data/records',
          label: 'open',
        }
      : undefined,
  tune: of => {
    const number = numberOf(of('run'));
    return number === undefined
      ? undefined
      : { path: `tuning/runs/${number}`, label: of('run')!.state === 'running' ? 'watch' : 'open' };
  },
  vote: of => {
    const open = numberOf(of('vote'));
    if (open !== undefined)
      return of('vote')!.state === 'waiting'
        ? { path: `vote/${open}`, label: 'vote' }
        : { path: `evaluation/${open}`, label: 'open' };
    const number = numberOf(of('evaluation'));
    return number === undefined ? undefined : { path: `evaluation/${number}`, label: 'watch' };
  },
  verdict: (_, row) =>
    row.state === 'done' && row.evaluation !== undefined
      ? { path: `evaluation/${row.evaluation}`, label: 'result' }
      : undefined,
  serve: of =>
    of('deployment')?.state === 'done' ? { path: 'serving/playground', label: 'ask' } : undefined,
};
