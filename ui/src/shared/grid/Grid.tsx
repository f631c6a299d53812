// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold a window onto a million rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells hold the one tab stop, as the ARIA grid pattern wants it
import { type CSSProperties, useRef, useState } from "react";
import { Button, IconButton } from "../Button.tsx";
import { EmptyState } from "../EmptyState.tsx";
import { t } from "../i18n.ts";
import { ColumnMenu } from "./ColumnMenu.tsx";
import { GridBody } from "./GridBody.tsx";
import { GridFoot } from "./GridFoot.tsx";
import { GridHead } from "./GridHead.tsx";
import type { GridProps } from "./gridTypes.ts";
import { sizeOf } from "./selection.ts";
import { type GridModel, useGrid } from "./useGrid.ts";
import { focusCursor, HEAD_ROW } from "./useGridCursor.ts";
import { useGridKeys } from "./useGridKeys.ts";
import "./grid.css";

/**
 * The list of all screens: any number of rows read in blocks, one tab stop, everything by key as
 * by mouse. What it shows and what a row opens is the page's; see gridTypes.ts.
 */
export function Grid<Row>(props: GridProps<Row>) {
  const model = useGrid(props);
  const menu = useColumnMenu(model, props);
  const { columns, blocks, known } = model;
  const style = {
    "--grid-tracks": columns.tracks,
    "--grid-least": `${columns.least}px`,
  } as CSSProperties;
  const failed = blocks.failure !== null;
  return (
    <div
      className="grid-frame"
      data-testid={props.testId}
      data-loading={known === null || undefined}
    >
      <div className="grid-scroll" ref={model.frame} style={style} tabIndex={-1}>
        <Rows model={model} props={props} onMenu={menu.open} />
        {props.footer ? (
          <GridFoot columns={columns.shown} lines={props.footer} empty={known === 0} />
        ) : null}
      </div>
      <IconButton
        icon="columns"
        label={t("grid.columns")}
        plain
        className="grid-columns"
        onPress={() => menu.open(null)}
      />
      {known === 0 && !failed ? <div className="grid-instead">{props.empty}</div> : null}
      {failed ? <Failed onRetry={() => blocks.retry()} /> : null}
      {menu.shown}
      <Announcement count={known} selected={sizeOf(props.selection, model.count)} />
    </div>
  );
}

interface RowsProps<Row> {
  model: GridModel<Row>;
  props: GridProps<Row>;
  onMenu: (column: number | null) => void;
}

/** Heading and rows: what has the role of a grid. */
function Rows<Row>({ model, props, onMenu }: RowsProps<Row>) {
  const { columns, blocks, cursor, known, count } = model;
  const rowAt = (index: number) => blocks.rowAt(index);
  const onKeyDown = useGridKeys({ ...model, props, rowAt, onMenu });
  return (
    <div
      role="grid"
      ref={model.root}
      className="grid"
      aria-label={props.label}
      aria-rowcount={known === null ? -1 : count + 1}
      aria-colcount={columns.shown.length}
      aria-multiselectable="true"
      aria-busy={known === null}
      onKeyDown={onKeyDown}
    >
      <GridHead
        columns={columns}
        sort={props.sort}
        onSort={props.onSort}
        cursorColumn={cursor.row === HEAD_ROW || known === 0 ? cursor.column : null}
        onStand={(column) => cursor.moveTo({ row: HEAD_ROW, column })}
        onMenu={onMenu}
      />
      <GridBody model={model} props={props} />
    </div>
  );
}

/** The menu of a column, or of the grid (null), opened by key, right click or its button. */
function useColumnMenu<Row>({ root, columns }: GridModel<Row>, { sort, onSort }: GridProps<Row>) {
  const anchor = useRef<HTMLElement | null>(null);
  const [at, setAt] = useState<{ column: number | null } | null>(null);
  const open = (column: number | null) => {
    const id = column === null ? null : columns.shown[column]?.id;
    const within = id ? root.current : root.current?.closest(".grid-frame");
    anchor.current =
      within?.querySelector<HTMLElement>(id ? `.head[data-column="${id}"]` : ".grid-columns") ??
      null;
    setAt({ column });
  };
  const close = () => {
    setAt(null);
    // The popover gives the focus back to nothing in particular once it is gone.
    if (at?.column != null) requestAnimationFrame(() => focusCursor(root.current));
  };
  const column = at?.column == null ? null : (columns.shown[at.column] ?? null);
  const shown = at ? (
    <ColumnMenu {...{ anchor, column, columns, sort, onSort }} onClose={close} />
  ) : null;
  return { open, shown };
}

function Failed({ onRetry }: { onRetry: () => void }) {
  return (
    <div className="grid-instead" role="alert">
      <EmptyState
        icon="error"
        title={t("grid.failed")}
        actions={
          <Button onPress={onRetry} autoFocus>
            {t("grid.retry")}
          </Button>
        }
      >
        {t("grid.failed_hint")}
      </EmptyState>
    </div>
  );
}

/** What a screen reader hears when the list or the selection changed. */
function Announcement({ count, selected }: { count: number | null; selected: number }) {
  const text = [
    count === null ? t("grid.loading") : t("grid.rows", { count }),
    selected > 0 ? t("grid.selected", { count: selected }) : "",
  ];
  return (
    <div className="unseen" aria-live="polite">
      {text.filter(Boolean).join(", ")}
    </div>
  );
}
