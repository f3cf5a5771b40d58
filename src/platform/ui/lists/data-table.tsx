import { Fragment, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './data-table.module.css';

export type DataColumn<Row> = {
  /** Absent over a column of buttons. */
  title?: ReactNode;
  /** Of a CSS width; without one the column shares what is left. */
  width?: number | string;
  align?: 'end';
  render: (row: Row) => ReactNode;
};

export type DataTableProps<Row> = {
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** In place of rows where there are none. */
  empty?: ReactNode;
  /** What a row opens into, below itself. */
  expand?: (row: Row) => ReactNode;
};

/** A table of some dozen rows, as HTML knows it. For lists without an end there is `VirtualTable`. */
export function DataTable<Row>({ columns, rows, keyOf, empty, expand }: DataTableProps<Row>) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) =>
    setOpen(now => new Set(now.has(key) ? [...now].filter(each => each !== key) : [...now, key]));
  const width = columns.length + (expand ? 1 : 0);
  return (
    <div className={styles.scroller}>
      <table className={styles.table}>
        <thead>
          <tr>
            {expand && <td className={styles.opener} />}
            {columns.map(({ title, width: wide, align }, at) => {
              const Cell = title ? 'th' : 'td';
              return (
                // oxlint-disable-next-line react/no-array-index-key -- a table's columns stay where they are
                <Cell key={at} scope={title ? 'col' : undefined} data-align={align} style={{ width: wide }}>
                  {title}
                </Cell>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 && empty && (
            <tr>
              <td className={styles.empty} colSpan={width}>
                {empty}
              </td>
            </tr>
          )}
          {rows.map(row => {
            const key = keyOf(row);
            const isOpen = open.has(key);
            return (
              <Fragment key={key}>
                <tr>
                  {expand && <Opener isOpen={isOpen} toggle={() => toggle(key)} />}
                  {columns.map(({ align, render }, at) => (
                    // oxlint-disable-next-line react/no-array-index-key -- as above
                    <td key={at} data-align={align}>
                      {render(row)}
                    </td>
                  ))}
                </tr>
                {isOpen && (
                  <tr className={styles.expanded}>
                    <td colSpan={width}>{expand!(row)}</td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Opener({ isOpen, toggle }: { isOpen: boolean; toggle: () => void }) {
  const { t } = useTranslation('shell');
  return (
    <td className={styles.opener}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={t(isOpen ? 'table.close' : 'table.open')}
        onClick={toggle}
      />
    </td>
  );
}
