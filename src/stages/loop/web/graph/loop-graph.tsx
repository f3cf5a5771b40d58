import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Graph } from '../../graph/graph.contract.ts';
import type { Turn } from '../turns/use-turns.ts';
import { GraphCard } from './graph-card.tsx';
import { heightOf, lineBetween, neighbourOf, type Placed, placeNodes } from './place-nodes.ts';
import styles from './graph.module.css';

type Props = {
  graph: Graph;
  turns: readonly Turn[];
  /** A card is followed; with Shift it is opened. */
  onFollow: (node: Placed) => void;
  onOpen: (node: Placed) => void;
};

const narrowest = 1060;

/** The loop from people to feedback. Arrow keys walk the cards, Enter follows one, Shift+Enter opens it. */
export function LoopGraph({ graph, turns, onFollow, onOpen }: Props) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const placed = placeNodes(graph.columns, width);
  const height = heightOf(placed);
  const [current, setCurrent] = useState<string>();
  const entry =
    placed.find(each => each.key === current) ?? placed.find(each => each.isFollowed) ?? placed[0];
  const walk = (to: 'left' | 'right' | 'up' | 'down') => () => {
    const next = entry && neighbourOf(placed, entry, to);
    if (!next) return;
    setCurrent(next.key);
    frame.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.key)}"]`)?.focus();
  };
  useKeys({
    ArrowLeft: walk('left'),
    ArrowRight: walk('right'),
    ArrowUp: walk('up'),
    ArrowDown: walk('down'),
  });
  const byKey = new Map(placed.map(node => [node.key, node]));
  return (
    <div className={styles.scroll}>
      <div
        ref={frame}
        className={styles.frame}
        style={{ height, minWidth: narrowest }}
        role="group"
        aria-label={t('graph.title')}
      >
        {graph.columns.map(({ column, total, nodes }, at) => (
          <h2 key={column} style={{ left: `${(at / graph.columns.length) * 100}%` }}>
            {t(`graph.column.${column}`)}
            <span className="quiet">{total > nodes.length && format.compact(total)}</span>
          </h2>
        ))}
        <svg width={width} height={height} aria-hidden>
          {graph.edges
            .toSorted((a, b) => Number(a.isFollowed) - Number(b.isFollowed))
            .map(({ from, to, isFollowed }) => {
              const [a, b] = [byKey.get(from), byKey.get(to)];
              return a && b ? (
                <path key={`${from} ${to}`} d={lineBetween(a, b)} data-followed={isFollowed} />
              ) : null;
            })}
        </svg>
        {placed.map(node => (
          <GraphCard
            key={node.key}
            node={node}
            turn={turns.find(turn => turn.evaluationId === node.id)}
            isDimmed={graph.followed !== null && !node.isFollowed}
            tabIndex={node.key === entry?.key ? 0 : -1}
            onFocus={() => setCurrent(node.key)}
            onClick={event => (event.shiftKey ? onOpen(node) : onFollow(node))}
          />
        ))}
      </div>
      <Returning of={graph.returning} />
    </div>
  );
}

/** Feedback that goes round: rows of the next version, and what still waits for a review. */
function Returning({ of: { accepted, waiting } }: { of: Graph['returning'] }) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  if (accepted + waiting === 0) return null;
  return (
    <p className={styles.returning}>
      <span>
        {t('graph.returning', {
          count: accepted,
          accepted: format.count(accepted),
          waiting: format.count(waiting),
        })}
      </span>
    </p>
  );
}

function useWidth(frame: { current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(narrowest);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}
