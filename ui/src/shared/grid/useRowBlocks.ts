import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { RowBlocks, type RowSource } from "./blocks.ts";

interface Shown<Row> {
  blocks: RowBlocks<Row>;
  /** Names the list that is shown; differs from the wanted one while that is read. */
  shownKey: string;
}

/**
 * The blocks of the list that `sourceKey` names. When the list changes (another filter, another
 * order) the old rows stay until the first of the new ones are here: typing in the search field
 * must not make the screen blink. `refreshKey` grows when the book behind the list changed.
 */
export function useRowBlocks<Row>(
  source: RowSource<Row>,
  sourceKey: string,
  refreshKey: number,
): Shown<Row> {
  const latestSource = useRef(source);
  latestSource.current = source;
  const newest = useRef<RowBlocks<Row> | null>(null);
  const [shown, setShown] = useState<Shown<Row>>(() => ({
    blocks: new RowBlocks(source),
    shownKey: "",
  }));

  useEffect(() => {
    const blocks = new RowBlocks(latestSource.current);
    newest.current = blocks;
    const forget = blocks.subscribe(() => {
      forget();
      if (newest.current === blocks) setShown({ blocks, shownKey: sourceKey });
    });
    blocks.open();
    return forget;
  }, [sourceKey]);

  const refreshed = useRef(refreshKey);
  useEffect(() => {
    if (refreshed.current === refreshKey) return;
    refreshed.current = refreshKey;
    newest.current?.refresh();
  }, [refreshKey]);

  useSyncExternalStore(shown.blocks.subscribe, shown.blocks.version);
  return shown;
}
