import { type RefObject, useEffect, useRef, useState } from "react";
import { keyHint, useAction } from "./keys.ts";
import { SearchField } from "./SearchField.tsx";

/** The search follows the typing after this rest, so that a syllable can be finished. */
const SEARCH_REST_MS = 180;

/** The text of a filter line: typed here, kept in the address. */
export function FilterSearch({
  q,
  onChange,
  onRows,
  search,
  label,
  width,
}: {
  /** The text that the address holds. */
  q: string | undefined;
  onChange: (q: string | undefined) => void;
  /** From the field on to the rows. */
  onRows: () => void;
  search: RefObject<HTMLInputElement | null>;
  label: string;
  width: number;
}) {
  const [text, setText] = useState(q ?? "");
  const latest = useRef({ onChange, q });
  latest.current = { onChange, q };
  const [shownFor, setShownFor] = useState(q);
  // Back, a saved view or 조건 지우기 changed the address: the field follows.
  if (shownFor !== q) {
    setShownFor(q);
    if ((q ?? "") !== text.trim()) setText(q ?? "");
  }
  useEffect(() => {
    const wanted = text.trim() === "" ? undefined : text.trim();
    if (wanted === latest.current.q) return;
    const timer = window.setTimeout(() => latest.current.onChange(wanted), SEARCH_REST_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  useAction("search", () => {
    search.current?.focus();
    search.current?.select();
  });
  return (
    <SearchField
      ref={search}
      label={label}
      value={text}
      onChange={setText}
      onLeave={onRows}
      keys={keyHint("search")}
      width={width}
    />
  );
}
