import type { TFunction } from 'i18next';
import type { Format } from '#platform/ui/use-language.ts';
import type { GraphNode } from '../../graph/graph.contract.ts';
import type { Turn } from '../turns/use-turns.ts';

export type CardText = { title: string; detail: string; isOpen: boolean };

const unfinished = ['queued', 'starting', 'running', 'paused', 'building', 'preparing', 'generating', 'open'];

/** Two lines of a card: what people call it, and what its kind has to say. */
export function describeCard(
  t: TFunction,
  format: Format,
  { kind, name, facts }: GraphNode,
  turn: Turn | undefined,
): CardText {
  const count = (value: unknown) => (typeof value === 'number' ? format.count(value) : undefined);
  const rows =
    count(facts.rows) && t('loop:graph.rows', { count: Number(facts.rows), shown: count(facts.rows) });
  const state =
    typeof facts.state === 'string'
      ? t(`loop:graph.state.${facts.state}`, { defaultValue: facts.state })
      : '';
  const isOpen = unfinished.includes(String(facts.state));
  const many = () => {
    const shown = Number(facts.count) > 1_000 ? `${format.count(1_000)}+` : count(facts.count)!;
    return { title: shown, detail: t(`loop:graph.many.${kind}`), isOpen };
  };
  switch (kind) {
    case 'calls':
    case 'feedback':
      return many();
    case 'source':
      return { title: name, detail: rows ?? '', isOpen };
    case 'dataset_version':
      return { title: name, detail: isOpen ? state : (rows ?? state), isOpen };
    case 'run':
      return facts.number === undefined
        ? { title: name, detail: t('loop:kind.run'), isOpen }
        : {
            title: t('loop:graph.run', { number: facts.number }),
            detail: isOpen || facts.state === 'failed' ? state : String(facts.method ?? name),
            isOpen,
          };
    case 'evaluation':
      return turn === undefined || turn.rate === null
        ? { title: name, detail: state, isOpen }
        : {
            title: format.percent(turn.rate),
            detail: `[${format.rate(turn.low)}, ${format.rate(turn.high)}] n=${format.count(turn.n)}`,
            isOpen,
          };
    case 'person':
      return { title: name, detail: t('loop:kind.person'), isOpen };
    default:
      return { title: name, detail: state || t(`loop:kind.${kind}`, { defaultValue: kind }), isOpen };
  }
}
