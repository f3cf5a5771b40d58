import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './virtual-table.module.css';

export type Column<Row> = {
  key: string;
  title: ReactNode;
  /** A grid track: `minmax(200px, 2fr)`, `90px`. */
  width: string;
  align?: 'end';
  render: (row: Row) => ReactNode;
};

export type VirtualTableProps<Row> = {
  /** What the table lists, for readers: "Records". */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** All rows there are, where the server keeps count; else what is loaded. */
  total?: number;
  rowHeight?: number;
  hasMore?: boolean;
  loadMore?: () => void;
  /** Enter or a click. */
  onOpen?: (row: Row) => void;
  /** The row under the keyboard, for an inspector beside the list. */
  onActive?: (row: Row) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (key: string) => void;
  current?: string | undefined;
};

/** Only the rows in sight are drawn, one tab stop; arrows and J K move, Enter opens, X selects, End loads on. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, columns, rows, keyOf, rowHeight = 34, hasMore = false, loadMore, current } = props;
  const { t } = useTranslation('shell');
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - 20) loadMore?.();
  }, [hasMore, last, rows.length, loadMore]);
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setActive(next);
    virtualizer.scrollToIndex(next);
    if (rows[next]) props.onActive?.(rows[next]);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus({ preventScroll: true }),
    );
  };
  const grid = {
    gridTemplateColumns: columns.map(column => column.width).join(' '),
    minWidth: leastWidth(columns),
  };
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={props.total ?? (hasMore ? -1 : rows.length)}
      aria-colcount={columns.length}
      className={styles.scroller}
    >
      <div role="row" className={styles.head} style={grid}>
        {columns.map(({ key, title, align }) => (
          <div key={key} role="columnheader" data-align={align}>
            {title}
          </div>
        ))}
      </div>
      <div className={styles.body} style={{ height: virtualizer.getTotalSize() }} role="rowgroup">
        {items.map(({ index, start }) => {
          const row = rows[index]!;
          const key = keyOf(row);
          return (
            <div
              key={key}
              role="row"
              data-index={index}
              aria-rowindex={index + 2}
              aria-selected={props.selected?.has(key)}
              data-current={key === current}
              tabIndex={index === Math.min(active, rows.length - 1) ? 0 : -1}
              className={styles.row}
              style={{ ...grid, height: rowHeight, transform: `translateY(${start}px)` }}
              onFocus={() => setActive(index)}
              onClick={() => props.onOpen?.(row)}
              onKeyDown={event => onRowKey(event, { index, move, props, row, key })}
            >
              {columns.map(column => (
                <div key={column.key} role="gridcell" data-align={column.align}>
                  {column.render(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      {hasMore && <p className={styles.more}>{t('list.more')}</p>}
    </div>
  );
}

/** Every row is a grid of its own: all take the same tracks only where none is squeezed below its least. */
const leastWidth = (columns: readonly { width: string }[]): number =>
  columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0] ?? 0), 0);

type RowKey<Row> = {
  index: number;
  move: (to: number) => void;
  props: VirtualTableProps<Row>;
  row: Row;
  key: string;
};

function onRowKey<Row>(event: KeyboardEvent, { index, move, props, row, key }: RowKey<Row>): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const acts: Record<string, (() => void) | undefined> = {
    ArrowDown: () => move(index + 1),
    j: () => move(index + 1),
    ArrowUp: () => move(index - 1),
    k: () => move(index - 1),
    PageDown: () => move(index + 15),
    PageUp: () => move(index - 15),
    Home: () => move(0),
    End: () => move(props.rows.length - 1),
    Enter: props.onOpen && (() => props.onOpen!(row)),
    ' ': props.onActive && (() => props.onActive!(row)),
    x: props.onSelect && (() => props.onSelect!(key)),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
