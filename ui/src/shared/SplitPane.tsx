import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { t } from "./i18n.ts";
import { aNumber, useSetting } from "./useSetting.ts";
import "./split.css";

/** Pixels one arrow key moves the edge; with Shift ten times as many. */
const STEP_PX = 8;

export interface SplitPaneProps {
  /** Key under which the left width is remembered. */
  setting: string;
  left: ReactNode;
  right: ReactNode;
  /** Left width in pixels at first. */
  initial: number;
  leftMin: number;
  rightMin: number;
}

/** A list left, a document right; the edge between moves by mouse and arrow keys. */
export function SplitPane({ setting, left, right, initial, leftMin, rightMin }: SplitPaneProps) {
  const [kept, keep] = useSetting<number>(setting, initial, aNumber);
  const [dragged, setDragged] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const width = dragged ?? kept;
  const inRoom = (wanted: number) => {
    const room = box.current?.clientWidth ?? Number.POSITIVE_INFINITY;
    return Math.round(Math.max(leftMin, Math.min(wanted, room - rightMin)));
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setDragged(inRoom(event.clientX - (box.current?.getBoundingClientRect().left ?? 0)));
  };
  const onPointerUp = () => {
    if (dragged !== null) keep(dragged);
    setDragged(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? STEP_PX * 10 : STEP_PX;
    const next: Record<string, number> = {
      ArrowLeft: width - step,
      ArrowRight: width + step,
      Home: leftMin,
      End: Number.MAX_SAFE_INTEGER,
    };
    const wanted = next[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    keep(inRoom(wanted));
  };
  return (
    <div
      className="split"
      ref={box}
      style={{
        gridTemplateColumns: `minmax(${leftMin}px, min(${width}px, calc(100% - ${rightMin}px))) 1px minmax(0, 1fr)`,
      }}
    >
      <div className="split-part">{left}</div>
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t("shared.resize")}
        aria-valuenow={width}
        aria-valuemin={leftMin}
        tabIndex={0}
        className={dragged === null ? "split-edge" : "split-edge dragging"}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          event.preventDefault();
          event.currentTarget.focus();
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onDoubleClick={() => keep(inRoom(initial))}
      />
      <div className="split-part">{right}</div>
    </div>
  );
}
