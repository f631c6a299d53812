import type { Ref } from "react";
import { Icon } from "./Icon.tsx";
import { t } from "./i18n.ts";
import { isComposing } from "./ime.ts";
import "./field.css";

/** The search field of a filter line. Esc empties it, then leaves it. */
export function SearchField({
  label,
  value,
  onChange,
  onLeave,
  ref,
  width = 220,
  keys,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Enter, arrow down, or Esc in the empty field: on to the rows. */
  onLeave?: () => void;
  ref?: Ref<HTMLInputElement>;
  width?: number;
  /** Key that leads here, shown while empty. */
  keys?: string | undefined;
}) {
  return (
    <span className="field-box search" style={{ width }}>
      <Icon name="search" />
      <input
        ref={ref}
        type="text"
        role="searchbox"
        className="field-input"
        data-testid="search-field"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          if (event.key === "Escape" && value !== "") {
            event.stopPropagation();
            onChange("");
          } else if (["Escape", "Enter", "ArrowDown"].includes(event.key)) {
            event.preventDefault();
            onLeave?.();
          }
        }}
      />
      {value !== "" ? (
        <button
          type="button"
          className="search-clear"
          aria-label={t("shared.clear")}
          onClick={() => onChange("")}
        >
          <Icon name="close" />
        </button>
      ) : keys ? (
        <kbd className="kbd">{keys}</kbd>
      ) : null}
    </span>
  );
}
