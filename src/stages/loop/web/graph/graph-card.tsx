import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import { cutName } from '../thread/object-names.ts';
import type { Turn } from '../turns/use-turns.ts';
import { describeCard } from './describe-card.ts';
import { cardHeight, type Placed } from './place-nodes.ts';
import styles from './graph.module.css';

type Props = {
  node: Placed;
  turn: Turn | undefined;
  isDimmed: boolean;
  tabIndex: number;
  onFocus: () => void;
  onClick: (event: MouseEvent) => void;
};

export function GraphCard({ node, turn, isDimmed, tabIndex, onFocus, onClick }: Props) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  const { title, detail, isOpen } = describeCard(t, format, node, turn);
  const kind = t(`kind.${node.kind}`, { defaultValue: node.kind });
  return (
    <button
      type="button"
      className={styles.card}
      data-key={node.key}
      data-followed={node.isFollowed}
      data-dimmed={isDimmed}
      data-open={isOpen}
      style={{ left: node.x, top: node.y, width: node.width, height: cardHeight }}
      title={node.name ? `${kind} ${node.name}` : undefined}
      aria-pressed={node.isFollowed}
      tabIndex={tabIndex}
      onFocus={onFocus}
      onClick={onClick}
    >
      <strong lang={node.kind === 'person' ? undefined : 'en'}>{cutName(title)}</strong>
      <span>{detail}</span>
    </button>
  );
}
