import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { Icon } from "../shared/Icon.tsx";
import { t } from "../shared/i18n.ts";
import { isComposing } from "../shared/ime.ts";
import { Kbd } from "../shared/Kbd.tsx";
import { showOverlay } from "./overlays.ts";
import { type Found, type FoundGroup, useFound } from "./paletteFinds.ts";
import "./palette.css";

function Row({
  found,
  id,
  on,
  choose,
}: {
  found: Found;
  id: string;
  on: boolean;
  choose: () => void;
}) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (on) row.current?.scrollIntoView({ block: "nearest" });
  }, [on]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and chooses by Enter
    // biome-ignore lint/a11y/useFocusableInteractive: the field points here by aria-activedescendant
    <div
      ref={row}
      role="option"
      id={id}
      aria-selected={on}
      className={on ? "palette-found on" : "palette-found"}
      onClick={choose}
    >
      <Icon name={found.icon} />
      <span className="palette-found-text cut">{found.text}</span>
      {found.detail ? <span className="palette-found-detail cut">{found.detail}</span> : null}
      {found.amount !== undefined ? (
        <span className="palette-found-amount">{found.amount}</span>
      ) : null}
      {found.keys ? <Kbd>{found.keys}</Kbd> : null}
    </div>
  );
}

function Groups({
  groups,
  on,
  idOf,
  choose,
}: {
  groups: readonly FoundGroup[];
  on: string | undefined;
  idOf: (found: Found) => string;
  choose: (found: Found) => void;
}) {
  return groups.map((group) => (
    <div key={group.id} role="group" aria-label={group.title} className="palette-found-group">
      <div className="palette-found-title" aria-hidden="true">
        {group.title}
      </div>
      {group.found.map((found) => (
        <Row
          key={found.id}
          found={found}
          id={idOf(found)}
          on={found.id === on}
          choose={() => choose(found)}
        />
      ))}
    </div>
  ));
}

function PaletteBox() {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const { groups, waiting } = useFound(text);
  const id = useId();
  const all = groups.flatMap((group) => group.found);
  const chosen = all[Math.min(at, all.length - 1)];
  const idOf = (found: Found) => `${id}-${found.id}`;
  const choose = (found: Found) => {
    showOverlay(null);
    found.act();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 8,
      PageUp: at - 8,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const turn = event.key.startsWith("Arrow")
        ? (next + all.length) % Math.max(all.length, 1)
        : next;
      setAt(Math.max(0, Math.min(turn, all.length - 1)));
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      choose(chosen);
    }
  };
  return (
    <Dialog className="palette-box" aria-label={t("app.palette.label")}>
      <div className="palette-field">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={chosen ? idOf(chosen) : undefined}
          aria-label={t("app.palette.label")}
          placeholder={t("app.palette.placeholder")}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div
        role="listbox"
        id={`${id}-list`}
        aria-label={t("app.palette.label")}
        className="palette-list"
      >
        <Groups groups={groups} on={chosen?.id} idOf={idOf} choose={choose} />
      </div>
      {all.length === 0 && !waiting ? (
        <div className="palette-none" role="status">
          <p>{t("app.palette.nothing", { text })}</p>
          <p className="hint">{t("app.palette.nothing_hint")}</p>
        </div>
      ) : null}
      <div className="palette-foot" aria-hidden="true">
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd> {t("app.palette.choose")} <Kbd>Enter</Kbd> {t("app.palette.open")}{" "}
        <Kbd>Esc</Kbd> {t("app.palette.leave")}
      </div>
    </Dialog>
  );
}

/** 찾기: any screen, act, partner or invoice by a few letters. */
export function Palette({ open }: { open: boolean }) {
  return (
    <ModalOverlay
      className="veil"
      isOpen={open}
      isDismissable
      onOpenChange={(next) => (next ? undefined : showOverlay(null))}
    >
      <Modal className="palette" data-testid="palette">
        <PaletteBox />
      </Modal>
    </ModalOverlay>
  );
}
