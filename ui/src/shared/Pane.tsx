import type { KeyboardEvent, ReactNode, Ref } from "react";
import { isComposing } from "./ime.ts";
import "./pane.css";

interface PaneProps {
  label: string;
  /** Moves the list's cursor; the document follows. */
  onStep: (rows: number) => void;
  /** Esc: back to the list, the document stays. */
  onReturn: () => void;
  /** Whose document it is, and what can be done with it. */
  bar: ReactNode;
  children: ReactNode;
  ref?: Ref<HTMLElement> | undefined;
}

/** The document beside a list: arrows go through the list, Esc returns to it. */
export function Pane({ label, onStep, onReturn, bar, children, ref }: PaneProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isInLayer(event.target)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onReturn();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !isInField(event.target)) {
      event.preventDefault();
      onStep(event.key === "ArrowDown" ? 1 : -1);
    }
  };
  return (
    <section className="pane" aria-label={label} tabIndex={-1} ref={ref} onKeyDown={onKeyDown}>
      {bar}
      <div className="desk">{children}</div>
    </section>
  );
}

/** What lies over the page has keys of its own; React hands them on to what opened it. */
function isInLayer(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    target.closest("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]") !== null
  );
}

function isInField(target: EventTarget): boolean {
  return target instanceof Element && target.closest("input, textarea, [role=radiogroup]") !== null;
}
