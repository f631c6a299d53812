// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot hold a window onto a million rows
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells hold the one tab stop, as the ARIA grid pattern wants it
import { GridRow } from "./GridRow.tsx";
import type { GridProps } from "./gridTypes.ts";
import { isSelected } from "./selection.ts";
import type { GridModel } from "./useGrid.ts";
import { hitOf, useGridMouse } from "./useGridMouse.ts";

/** The rows in view. Each stands at its own place in the body, whatever is drawn around it. */
export function GridBody<Row>({ model, props }: { model: GridModel<Row>; props: GridProps<Row> }) {
  const { blocks, columns, cursor, scroll, picks, count, rowHeight, known } = model;
  const columnIds = columns.shown.map(({ id }) => id);
  const onPointerDown = useGridMouse({ cursor, picks, columnIds, reveal: scroll.reveal, count });
  const open = (target: EventTarget) => {
    const hit = hitOf(target);
    const row = hit ? blocks.rowAt(hit.row) : undefined;
    if (row !== undefined) props.onOpen?.(row);
  };
  const drawn = known === 0 || blocks.failure !== null ? [] : scroll.indexes;
  return (
    <div
      role="rowgroup"
      className="grid-body"
      style={{ height: scroll.bodyHeight }}
      onPointerDown={onPointerDown}
      onDoubleClick={(event) => open(event.target)}
    >
      {drawn.map((index) => {
        const row = blocks.rowAt(index);
        return (
          <GridRow
            key={index}
            row={row}
            index={index}
            top={index * rowHeight + scroll.shift}
            columns={columns.shown}
            frozen={columns.frozen}
            selected={row !== undefined && isSelected(props.selection, props.source.idOf(row))}
            cursorColumn={cursor.row === index ? cursor.column : null}
          />
        );
      })}
    </div>
  );
}
