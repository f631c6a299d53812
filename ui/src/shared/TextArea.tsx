import { type KeyboardEvent, useId } from "react";
import { isComposing } from "./ime.ts";
import "./field.css";

/** A field of several lines. Ctrl+Enter keeps it, Esc gives it up; a bare Enter is a new line. */
export function TextArea({
  label,
  value,
  onChange,
  onKeep,
  onGiveUp,
  lengthMax,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onKeep: () => void;
  onGiveUp: () => void;
  /** Most characters taken. */
  lengthMax: number;
}) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    // The keys of a text are the text's own, not those of the list behind it.
    event.stopPropagation();
    const keeps = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!keeps && event.key !== "Escape") return;
    event.preventDefault();
    if (keeps) onKeep();
    else onGiveUp();
  };
  return (
    <div className="field">
      <label htmlFor={id} className="unseen">
        {label}
      </label>
      <textarea
        id={id}
        className="field-area"
        rows={3}
        value={value}
        maxLength={lengthMax}
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: it opens because the clerk asked to write
        autoFocus
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
