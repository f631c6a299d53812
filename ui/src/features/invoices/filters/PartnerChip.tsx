import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useQueryOf } from "../../../api/client.ts";
import type { PartnerRow } from "../../../api/generated.ts";
import { Chip } from "../../../shared/Chip.tsx";
import { t } from "../../../shared/i18n.ts";
import { isComposing } from "../../../shared/ime.ts";
import { Kbd } from "../../../shared/Kbd.tsx";
import { useAction } from "../../../shared/keys.ts";
import { Standing } from "../../../shared/Standing.tsx";
import { ALL_INVOICES } from "../source.ts";

/** Partners shown at once; more letters narrow them. */
const SUGGESTIONS = 12;

interface PartnerChipProps {
  partner: number | undefined;
  onChange: (partner: number | undefined) => void;
}

/** 거래처: the code help, by name, number or 초성. */
export function PartnerChip({ partner, onChange }: PartnerChipProps) {
  const name = usePartnerName(partner);
  const place = useRef<HTMLSpanElement>(null);
  useAction("code_help", () => place.current?.querySelector<HTMLElement>(".chip")?.click());
  return (
    <span className="partner-chip" ref={place}>
      <Chip
        label={t("invoices.filter.partner")}
        value={partner === undefined ? t("invoices.filter.all") : name}
        on={partner !== undefined}
        onClear={partner === undefined ? undefined : () => onChange(undefined)}
        width={400}
      >
        {(close) => (
          <CodeHelp
            onTake={(row) => {
              onChange(row.id);
              close();
            }}
          />
        )}
      </Chip>
    </span>
  );
}

/** A partner's name, from its latest invoice. */
function usePartnerName(partner: number | undefined): string {
  const { data } = useQueryOf(
    "invoice.page",
    { filter: { ...ALL_INVOICES, partner: partner ?? null }, sort: [], after: null, limit: 1 },
    { enabled: partner !== undefined },
  );
  return data?.rows[0]?.partner_name ?? "…";
}

function CodeHelp({ onTake }: { onTake: (partner: PartnerRow) => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const answer = useQueryOf(
    "partner.suggest",
    { text: text.trim(), limit: SUGGESTIONS },
    { keepPrevious: true },
  );
  const partners = answer.data?.partners ?? [];
  const active = Math.min(at, partners.length - 1);
  useEffect(() => {
    document.getElementById(`${list}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [list, active]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(partners.length - 1, active + step)));
    }
    const row = partners[active];
    if (event.key === "Enter" && row) {
      event.preventDefault();
      onTake(row);
    }
  };
  return (
    <div className="code-help">
      <span className="field-box">
        <input
          className="field-input"
          role="combobox"
          aria-label={t("invoices.filter.partner_hint")}
          aria-expanded={partners.length > 0}
          aria-controls={list}
          aria-activedescendant={partners[active] ? `${list}-${active}` : undefined}
          aria-autocomplete="list"
          placeholder={t("invoices.filter.partner_hint")}
          // biome-ignore lint/a11y/noAutofocus: the popover opens to type into this field
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </span>
      <div role="listbox" id={list} aria-label={t("invoices.filter.partner")} className="code-list">
        {partners.map((row, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
          <div
            key={row.id}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === active}
            className={i === active ? "code-row on" : "code-row"}
            onPointerMove={() => setAt(i)}
            onClick={() => onTake(row)}
          >
            <span className="cut">{row.name}</span>
            <span className="quiet">{row.number}</span>
            <span className="quiet cut">
              {row.standing && row.standing.state !== "active" ? (
                <Standing state={row.standing.state} />
              ) : (
                row.representative
              )}
            </span>
          </div>
        ))}
        {answer.data && partners.length === 0 ? (
          <p className="code-none">{t("invoices.filter.partner_none")}</p>
        ) : null}
      </div>
      <p className="code-keys" aria-hidden="true">
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd> {t("invoices.filter.partner_keys")} <Kbd>Enter</Kbd>{" "}
        {t("invoices.filter.partner_take")}
      </p>
    </div>
  );
}
