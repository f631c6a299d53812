import { type ReactNode, useId, useState } from "react";
import { readAmountEntry } from "./amountEntry.ts";
import { type DateRange, readDateEntry } from "./dateEntry.ts";
import { formatAmount } from "./format.ts";
import { Icon } from "./Icon.tsx";
import { t } from "./i18n.ts";
import { isComposing } from "./ime.ts";
import "./field.css";

interface FieldProps {
  label: string;
  /** A second line: what to type, or why it is asked. */
  hint?: ReactNode;
  /** One sentence: what is wrong and what is right. */
  error?: string | null | undefined;
  required?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  width?: number | string;
  disabled?: boolean;
  testId?: string;
  /** Something at the right inside the edge: a unit, a weekday, a key. */
  tail?: ReactNode;
  hideLabel?: boolean;
}

export interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  onLeave?: (() => void) | undefined;
  /** Enter was pressed, and no syllable was being composed. */
  onEnter?: (() => void) | undefined;
  kind?: "text" | "password" | "search";
  autoComplete?: string;
  inputMode?: "text" | "numeric" | "decimal";
  figures?: boolean;
}

/** A field: its label above, its one sentence below. */
export function TextField(props: TextFieldProps) {
  const { label, hint, error, required, value, onChange, onEnter, width, tail, figures } = props;
  const id = useId();
  const about = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div className="field" style={width === undefined ? undefined : { width }}>
      <label htmlFor={id} className={props.hideLabel ? "unseen" : "field-label"}>
        {label}
        {required ? <span className="unseen"> {t("shared.required")}</span> : null}
      </label>
      <span className={error ? "field-box wrong" : "field-box"}>
        <input
          id={id}
          type={props.kind ?? "text"}
          className={figures ? "field-input figures-right" : "field-input"}
          value={value}
          placeholder={props.placeholder}
          // biome-ignore lint/a11y/noAutofocus: a sheet that opens for one field starts in it
          autoFocus={props.autoFocus}
          autoComplete={props.autoComplete ?? "off"}
          spellCheck={false}
          inputMode={props.inputMode}
          disabled={props.disabled}
          data-testid={props.testId}
          aria-required={required}
          aria-invalid={error ? true : undefined}
          aria-describedby={about}
          onChange={(event) => onChange(event.target.value)}
          onBlur={props.onLeave}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || isComposing(event) || !onEnter) return;
            event.preventDefault();
            onEnter();
          }}
        />
        {tail ? <span className="field-tail">{tail}</span> : null}
      </span>
      {error ? (
        <p className="field-error" id={`${id}-error`} role="alert">
          <Icon name="error" />
          {error}
        </p>
      ) : null}
      {hint && !error ? (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** What is typed until it is read: kept as typed while wrong, put in order when right. */
function useDraft(shown: string) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  return {
    text: draft ?? shown,
    error,
    type: (text: string) => {
      setDraft(text);
      setError(null);
    },
    accept: () => {
      setDraft(null);
      setError(null);
    },
    refuse: setError,
    untouched: draft === null,
  };
}

export interface DateFieldProps extends FieldProps {
  /** `YYYY-MM-DD` or nothing. */
  value: string | null;
  onChange: (value: string | null) => void;
  /** Today in Korea, as the core says. */
  today: string;
  range?: DateRange;
  onEnter?: () => void;
}

/** A date by short entry; see `readDateEntry`. */
export function DateField({ value, onChange, today, range, onEnter, ...field }: DateFieldProps) {
  const draft = useDraft(value ?? "");
  const read = (): boolean => {
    if (draft.untouched) return true;
    if (draft.text.trim() === "") {
      draft.accept();
      onChange(null);
      return true;
    }
    const entry = readDateEntry(draft.text, today, range);
    if (entry.ok) {
      draft.accept();
      onChange(entry.date);
      return true;
    }
    draft.refuse(
      t(`shared.date.${entry.reason}`, {
        text: entry.text,
        first: range?.first,
        last: range?.last,
      }),
    );
    return false;
  };
  const weekday = value ? new Date(`${value}T00:00:00Z`).getUTCDay() : null;
  return (
    <TextField
      {...field}
      value={draft.text}
      error={draft.error ?? field.error}
      onChange={draft.type}
      onLeave={read}
      onEnter={() => {
        if (read()) onEnter?.();
      }}
      placeholder={field.placeholder ?? "YYYY-MM-DD"}
      tail={
        weekday === null || !draft.untouched
          ? undefined
          : t(`shared.weekday.${weekday as 0 | 1 | 2 | 3 | 4 | 5 | 6}`)
      }
    />
  );
}

export interface AmountFieldProps extends FieldProps {
  value: number | null;
  onChange: (won: number | null) => void;
  onEnter?: () => void;
}

/** An amount in won, sums and 만 allowed; see `readAmountEntry`. */
export function AmountField({ value, onChange, onEnter, ...field }: AmountFieldProps) {
  const draft = useDraft(formatAmount(value));
  const read = (): boolean => {
    if (draft.untouched) return true;
    if (draft.text.trim() === "") {
      draft.accept();
      onChange(null);
      return true;
    }
    const entry = readAmountEntry(draft.text);
    if (entry.ok) {
      draft.accept();
      onChange(entry.won);
      return true;
    }
    draft.refuse(t(`shared.amount.${entry.reason}`, { value: entry.value }));
    return false;
  };
  return (
    <TextField
      {...field}
      value={draft.text}
      error={draft.error ?? field.error}
      onChange={draft.type}
      onLeave={read}
      onEnter={() => {
        if (read()) onEnter?.();
      }}
      figures
      tail={field.tail ?? t("shared.won")}
    />
  );
}
