import { useRef, useState } from "react";
import { call } from "../../api/client.ts";
import type { ErrorView, ExportFormat, InvoiceFilter, InvoiceSort } from "../../api/generated.ts";
import { host, toErrorView } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { currentLanguage, t } from "../../shared/i18n.ts";
import { keyHint, useAction } from "../../shared/keys.ts";
import { Menu } from "../../shared/Menu.tsx";
import { errorTexts } from "../../shared/Problem.tsx";
import type { Span } from "../../shared/period.ts";
import { showToast } from "../../shared/toasts.ts";

interface ExportMenuProps {
  filter: InvoiceFilter;
  sort: InvoiceSort[];
  /** Rows that would be saved; null while unknown. */
  count: number | null;
  span: Span;
}

/** 내보내기: what is shown, in its order, as CSV or XLSX. */
export function ExportMenu({ filter, sort, count, span }: ExportMenuProps) {
  const [busy, setBusy] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  useAction("export", () => anchor.current?.querySelector<HTMLElement>("button")?.click(), !busy);
  const save = async (format: ExportFormat) => {
    setBusy(true);
    try {
      await saveList(filter, sort, format, suggestedName(span, format), count ?? 0);
    } catch (reason) {
      const { what, todo } = errorTexts(toErrorView(reason) satisfies ErrorView);
      showToast({ kind: "problem", text: todo ? `${what} ${todo}` : what });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div ref={anchor}>
      <Menu
        label={t("invoices.export")}
        placement="bottom end"
        head={
          count === null ? null : (
            <p className="menu-note">{t("invoices.export_what", { count })}</p>
          )
        }
        groups={[
          {
            id: "formats",
            entries: [
              {
                id: "xlsx",
                text: t("invoices.export_xlsx"),
                icon: "table",
                act: () => void save("xlsx"),
              },
              {
                id: "csv",
                text: t("invoices.export_csv"),
                icon: "document",
                act: () => void save("csv"),
              },
            ],
          },
        ]}
      >
        <Button icon="arrow-out" keys={keyHint("export")} isPending={busy} isDisabled={count === 0}>
          {t("invoices.export")}
        </Button>
      </Menu>
    </div>
  );
}

async function saveList(
  filter: InvoiceFilter,
  sort: InvoiceSort[],
  format: ExportFormat,
  suggested: string,
  count: number,
): Promise<void> {
  const target = await host().pickSave(suggested);
  if (target === null) return;
  const saved = await call("invoice.export", {
    filter,
    sort,
    format,
    to: target.path,
    // The system's own dialog has asked before it handed over an existing file's name.
    overwrite: target.path !== null,
    language: currentLanguage(),
  });
  host().saveFile(target.path === null ? { ...saved, file_name: suggested } : saved);
  showToast({ text: t("invoices.exported", { file: saved.path ?? suggested, count }) });
}

function suggestedName(span: Span, format: ExportFormat): string {
  const days = [span.from, span.to].filter(Boolean).join("_");
  return `${t("invoices.title")}${days ? `_${days}` : ""}.${format}`;
}
