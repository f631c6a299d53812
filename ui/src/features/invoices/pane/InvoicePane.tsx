import type { KeyboardEvent, Ref } from "react";
import { useQueryOf } from "../../../api/client.ts";
import type { InvoiceView } from "../../../api/generated.ts";
import { Button, IconButton } from "../../../shared/Button.tsx";
import { EmptyState } from "../../../shared/EmptyState.tsx";
import { Icon } from "../../../shared/Icon.tsx";
import { t } from "../../../shared/i18n.ts";
import { isComposing } from "../../../shared/ime.ts";
import { Problem } from "../../../shared/Problem.tsx";
import { SkeletonLines } from "../../../shared/Skeleton.tsx";
import { showToast } from "../../../shared/toasts.ts";
import { kindText } from "../columns.tsx";
import { InvoiceForm } from "../form/InvoiceForm.tsx";
import { Beside } from "./Beside.tsx";
import "./pane.css";

interface InvoicePaneProps {
  id: number | null;
  /** Moves the list's cursor; the document follows. */
  onStep: (rows: number) => void;
  /** Esc: back to the list, the document stays. */
  onReturn: () => void;
  onClose: () => void;
  /** Shows another document, for instance the original of an amendment. */
  onShow: (id: number) => void;
  ref?: Ref<HTMLElement>;
}

/** The document of the row under the cursor. */
export function InvoicePane({ id, onStep, onReturn, onClose, onShow, ref }: InvoicePaneProps) {
  const answer = useQueryOf(
    "invoice.show",
    { id, approval_number: null },
    { enabled: id !== null, keepPrevious: true },
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onReturn();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !isInMenu(event.target)) {
      event.preventDefault();
      onStep(event.key === "ArrowDown" ? 1 : -1);
    }
  };
  const view = answer.data;
  return (
    <section
      className="pane"
      aria-label={t("invoices.document")}
      tabIndex={-1}
      ref={ref}
      onKeyDown={onKeyDown}
    >
      {view ? <PaneBar view={view} onStep={onStep} onClose={onClose} /> : null}
      <div className="desk">
        {answer.isError ? <Problem error={answer.error} /> : null}
        {view && !answer.isError ? (
          <div className="desk-parts">
            <div className="desk-form">
              {view.row.full ? null : (
                <p className="list-only">
                  <Icon name="info" />
                  {t("invoices.pane.list_only")}
                </p>
              )}
              <InvoiceForm view={view} />
            </div>
            <Beside key={view.row.id} view={view} onShow={onShow} />
          </div>
        ) : null}
        {!view && id !== null && !answer.isError ? <SkeletonLines lines={8} /> : null}
        {id === null && !view ? (
          <EmptyState icon="document" title={t("invoices.pane.none")} />
        ) : null}
      </div>
    </section>
  );
}

interface PaneBarProps {
  view: InvoiceView;
  onStep: (rows: number) => void;
  onClose: () => void;
}

/** Whose document it is, and what can be done with it. */
function PaneBar({ view, onStep, onClose }: PaneBarProps) {
  const { row } = view;
  const copy = () => {
    navigator.clipboard.writeText(row.approval_number).then(
      () => showToast({ text: t("invoices.pane.approval_copied") }),
      () => showToast({ kind: "problem", text: t("invoices.pane.copy_failed") }),
    );
  };
  return (
    <header className="pane-bar">
      <b className="cut">{row.partner_name}</b>
      <span className={row.direction}>{t(`shared.${row.direction}`)}</span>
      <span className="quiet cut">{kindText(row)}</span>
      <span className="push pane-acts">
        <IconButton
          plain
          icon="arrow-up"
          label={t("invoices.pane.previous")}
          keys="↑"
          onPress={() => onStep(-1)}
        />
        <IconButton
          plain
          icon="arrow-down"
          label={t("invoices.pane.next")}
          keys="↓"
          onPress={() => onStep(1)}
        />
        <Button small icon="copy" onPress={copy}>
          {t("invoices.pane.copy_approval")}
        </Button>
        <Button small icon="printer" onPress={() => window.print()}>
          {t("invoices.pane.print")}
        </Button>
        <IconButton plain icon="close" label={t("invoices.pane.close")} onPress={onClose} />
      </span>
    </header>
  );
}

function isInMenu(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    target.closest("[role=menu], [role=listbox], input, textarea, [role=dialog]") !== null
  );
}
