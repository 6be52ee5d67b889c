/** A list of the API, page by page: the server sorts, filters and cuts, whatever its length. */
import { Button } from "@mantine/core";
import { type FocusEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { useText } from "../catalogues/catalogues.ts";
import { Empty } from "./answer.tsx";
import type { Cursor } from "./cursor.ts";
import css from "./data-table.module.css";

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the end, so that they can be compared. */
  readonly isNumber?: boolean;
}

interface DataTableProps<Row> {
  /** What the list is of, for those who hear it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Said where there is none. */
  readonly empty: string;
}

export function DataTable<Row>({ label, columns, rows, keyOf, empty }: DataTableProps<Row>) {
  const kept = useKeptFocus();
  if (rows.length === 0) return <Empty text={empty} />;
  const side = (column: Column<Row>) => (column.isNumber === true ? css["number"] : undefined);
  return (
    // What is wider than the screen is scrolled by the keyboard too.
    <div role="region" aria-label={label} tabIndex={0} className={css["frame"]} {...kept}>
      <table className={css["table"]}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" className={side(column)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.head} className={side(column)}>
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

/** A row that goes takes the focus along: whoever works by the keyboard goes on at the table, or at the page without one. */
function useKeptFocus() {
  const frame = useRef<HTMLDivElement>(null);
  const focused = useRef<Element>(null);
  useLayoutEffect(() => {
    if (focused.current?.isConnected !== false || document.activeElement !== document.body) return;
    focused.current = null;
    (frame.current ?? document.querySelector("main"))?.focus({ preventScroll: true });
  });
  const onFocus = ({ target }: FocusEvent): void => {
    focused.current = target;
  };
  return { ref: frame, onFocus };
}

interface PagerProps {
  readonly cursor: Cursor;
  readonly nextCursor: string | null;
  /** How far a list that lags is, in words. */
  readonly asOf?: string;
}

export function Pager({ cursor, nextCursor, asOf }: PagerProps) {
  const say = useText();
  return (
    <nav aria-label={say("pages")} className={css["pager"]}>
      <Button size="xs" variant="default" disabled={cursor.page === 1} onClick={cursor.back}>
        {say("page-back")}
      </Button>
      <span>{say("page-number", { page: cursor.page })}</span>
      <Button
        size="xs"
        variant="default"
        disabled={nextCursor === null}
        onClick={() => nextCursor !== null && cursor.next(nextCursor)}
      >
        {say("page-next")}
      </Button>
      {asOf === undefined ? null : <span>{say("as-of", { time: asOf })}</span>}
    </nav>
  );
}
