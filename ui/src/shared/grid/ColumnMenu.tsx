import type { RefObject } from "react";
import { Header, Menu, MenuItem, MenuSection, Popover, Separator } from "react-aria-components";
import { Icon } from "../Icon.tsx";
import { t } from "../i18n.ts";
import {
  COLUMN_WIDTH_STEP,
  type ColumnLayout,
  decided,
  NO_LAYOUT,
  resized,
  unsized,
  widthOf,
} from "./columns.ts";
import { moveColumn } from "./GridHead.tsx";
import type { GridColumn } from "./gridTypes.ts";
import type { SortKey } from "./sort.ts";
import type { Columns } from "./useColumnLayout.ts";
import "../overlay.css";

interface MenuProps<Row> {
  anchor: RefObject<HTMLElement | null>;
  /** The column whose heading opened it; null for the grid's own button. */
  column: GridColumn<Row> | null;
  columns: Columns<Row>;
  sort: readonly SortKey[];
  onSort: (keys: SortKey[]) => void;
  onClose: () => void;
}

/** Everything the headings can do, for keys as for the mouse. */
export function ColumnMenu<Row>({
  anchor,
  column,
  columns,
  sort,
  onSort,
  onClose,
}: MenuProps<Row>) {
  const shown = columns.shown.map(({ id }) => id);
  const choose = (keys: "all" | Set<string | number>) => {
    const chosen = new Set(
      keys === "all" ? columns.all.map(({ id }) => id) : [...keys].map(String),
    );
    const changed = columns.all.find(({ id }) => chosen.has(id) !== shown.includes(id));
    if (changed) columns.setLayout(decidedOf(columns, changed.id, chosen.has(changed.id)));
  };
  return (
    <Popover
      className="popover menu-popover"
      triggerRef={anchor}
      isOpen
      onOpenChange={onClose}
      placement="bottom start"
      offset={2}
    >
      <Menu
        className="menu"
        aria-label={column ? t("grid.column_menu", { title: column.title }) : t("grid.columns")}
        autoFocus="first"
        onClose={onClose}
      >
        {column ? (
          <ColumnActions column={column} columns={columns} sort={sort} onSort={onSort} />
        ) : null}
        {column ? <Separator className="menu-line" /> : null}
        <MenuSection
          selectionMode="multiple"
          selectedKeys={shown}
          onSelectionChange={choose}
          shouldCloseOnSelect={false}
          disallowEmptySelection
        >
          <Header className="menu-title">{t("grid.shown_columns")}</Header>
          {columns.all.map(({ id, title }) => (
            <MenuItem key={id} id={id} textValue={title} className="menu-item">
              {({ isSelected }) => (
                <>
                  <span className="menu-mark">{isSelected ? <Icon name="check" /> : null}</span>
                  <span className="menu-text">{title}</span>
                </>
              )}
            </MenuItem>
          ))}
        </MenuSection>
        <Separator className="menu-line" />
        <MenuItem className="menu-item" onAction={() => columns.setLayout(NO_LAYOUT)}>
          <span className="menu-mark" />
          <span className="menu-text">{t("grid.reset")}</span>
        </MenuItem>
      </Menu>
    </Popover>
  );
}

/** A column that is added takes the room of no other: the ones on screen are decided with it. */
function decidedOf<Row>({ layout, shown }: Columns<Row>, id: string, show: boolean): ColumnLayout {
  const kept = show
    ? shown.reduce((next, column) => decided(next, column.id, true), layout)
    : layout;
  return decided(kept, id, show);
}

type ActionProps<Row> = Pick<MenuProps<Row>, "columns" | "sort" | "onSort"> & {
  column: GridColumn<Row>;
};

function ColumnActions<Row>({ column, columns, sort, onSort }: ActionProps<Row>) {
  const { id } = column;
  const { layout, setLayout } = columns;
  const resize = (steps: number) =>
    setLayout(resized(layout, id, widthOf(column, layout) + steps * COLUMN_WIDTH_STEP * 3));
  const at = columns.shown.findIndex((other) => other.id === id);
  const actions: { text: string; act: () => void; off?: boolean }[] = [
    {
      text: t("grid.sort_ascending"),
      act: () => onSort([{ column: id, descending: false }]),
      off: !column.sort,
    },
    {
      text: t("grid.sort_descending"),
      act: () => onSort([{ column: id, descending: true }]),
      off: !column.sort,
    },
    {
      text: t("grid.sort_none"),
      act: () => onSort(sort.filter((key) => key.column !== id)),
      off: !sort.some((key) => key.column === id),
    },
    { text: t("grid.move_left"), act: () => moveColumn(columns, id, -1), off: at <= 0 },
    {
      text: t("grid.move_right"),
      act: () => moveColumn(columns, id, 1),
      off: at === columns.shown.length - 1,
    },
    { text: t("grid.wider"), act: () => resize(1) },
    { text: t("grid.narrower"), act: () => resize(-1) },
    {
      text: t("grid.natural_width"),
      act: () => setLayout(unsized(layout, id)),
      off: layout.widths[id] === undefined,
    },
    {
      text: t("grid.hide"),
      act: () => setLayout(decided(layout, id, false)),
      off: columns.shown.length === 1,
    },
  ];
  return actions
    .filter(({ off }) => !off)
    .map(({ text, act }) => (
      <MenuItem key={text} className="menu-item" onAction={act}>
        <span className="menu-mark" />
        <span className="menu-text">{text}</span>
      </MenuItem>
    ));
}
