import type { Ref } from "react";
import { useQueryOf } from "../../../api/client.ts";
import type { InvoiceView } from "../../../api/generated.ts";
import { Button, IconButton } from "../../../shared/Button.tsx";
import { EmptyState } from "../../../shared/EmptyState.tsx";
import { Icon } from "../../../shared/Icon.tsx";
import { t } from "../../../shared/i18n.ts";
import { Pane } from "../../../shared/Pane.tsx";
import { Problem } from "../../../shared/Problem.tsx";
import { SkeletonLines } from "../../../shared/Skeleton.tsx";
import { showToast } from "../../../shared/toasts.ts";
import { kindText } from "../columns.tsx";
import { InvoiceForm } from "../form/InvoiceForm.tsx";
import { Beside } from "./Beside.tsx";

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
  const view = answer.data;
  return (
    <Pane
      label={t("invoices.document")}
      ref={ref}
      onStep={onStep}
      onReturn={onReturn}
      bar={view ? <PaneBar view={view} onStep={onStep} onClose={onClose} /> : null}
    >
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
      {id === null && !view ? <EmptyState icon="document" title={t("invoices.pane.none")} /> : null}
    </Pane>
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
