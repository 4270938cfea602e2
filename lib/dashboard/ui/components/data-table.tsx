import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { usePreferences } from '../utils/preferences.js';
import styles from './data-table.module.css';

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  align?: 'end';
  /** Of the table's width; what has none shares the rest. */
  width?: string;
  /** Left out where the table is narrower than a page. */
  isSecondary?: boolean;
  /** The title of the card a row becomes where there is little room. */
  isTitle?: boolean;
  /** Says what it is by itself: a card leaves the header out. */
  isEvident?: boolean;
  /** The header is only read aloud. */
  isHeaderHidden?: boolean;
}

interface Props<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  isSelected?: (row: Row) => boolean;
  /** What is shown is not the latest answer. */
  isStale?: boolean;
  /** In front of the header's first cell and every row's. */
  selector?: { header: ReactNode; cell: (row: Row) => ReactNode };
}

/** A real table that turns into cards at 40rem. The roles say so again: `display` would take them away. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  isSelected,
  isStale = false,
  selector,
}: Props<Row>) {
  const { density } = usePreferences();
  return (
    <div className={styles.scroll}>
      <table role="table" className={clsx(styles.table, styles[density], isStale && styles.stale)}>
        <caption className="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {selector && (
              <th role="columnheader" scope="col" className={styles.selector}>
                {selector.header}
              </th>
            )}
            {columns.map((column) => (
              <th
                key={column.key}
                role="columnheader"
                scope="col"
                style={{ inlineSize: column.width }}
                className={cellClass(column)}
              >
                <span className={column.isHeaderHidden ? 'visually-hidden' : undefined}>{column.header}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              role="row"
              data-row={rowKey(row)}
              data-selected={isSelected?.(row) || undefined}
            >
              {selector && (
                <td role="cell" className={styles.selector}>
                  {selector.cell(row)}
                </td>
              )}
              {columns.map((column) => (
                <td
                  key={column.key}
                  role="cell"
                  className={cellClass(column)}
                  data-label={
                    column.isHeaderHidden || column.isTitle || column.isEvident ? undefined : column.header
                  }
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellClass<Row>({ align, isSecondary, isTitle }: Column<Row>): string {
  return clsx(align === 'end' && styles.end, isSecondary && styles.secondary, isTitle && styles.title);
}
