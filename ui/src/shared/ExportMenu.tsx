import { useRef, useState } from "react";
import type { ExportFormat, SavedFile } from "../api/generated.ts";
import { host, toErrorView } from "../host/index.ts";
import { Button } from "./Button.tsx";
import { currentLanguage, type Language, t } from "./i18n.ts";
import { keyHint, useAction } from "./keys.ts";
import { Menu } from "./Menu.tsx";
import { errorTexts } from "./Problem.tsx";
import { showToast } from "./toasts.ts";

/** How the file is wanted; the bytes come back where the host saves them itself. */
export interface ExportWish {
  format: ExportFormat;
  to: string | null;
  overwrite: boolean;
  language: Language;
}

interface ExportMenuProps {
  /** The file's name without its ending. */
  name: string;
  /** Rows that would be saved; null while unknown. */
  count: number | null;
  save: (wish: ExportWish) => Promise<SavedFile>;
}

/** 내보내기: what is shown, in its order, as CSV or XLSX. */
export function ExportMenu({ name, count, save }: ExportMenuProps) {
  const [busy, setBusy] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  useAction("export", () => anchor.current?.querySelector<HTMLElement>("button")?.click(), !busy);
  const write = async (format: ExportFormat) => {
    setBusy(true);
    try {
      await saveList(`${name}.${format}`, format, count ?? 0, save);
    } catch (reason) {
      const { what, todo } = errorTexts(toErrorView(reason));
      showToast({ kind: "problem", text: todo ? `${what} ${todo}` : what });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div ref={anchor}>
      <Menu
        label={t("shared.export.act")}
        placement="bottom end"
        head={
          count === null ? null : <p className="menu-note">{t("shared.export.what", { count })}</p>
        }
        groups={[
          {
            id: "formats",
            entries: [
              {
                id: "xlsx",
                text: t("shared.export.xlsx"),
                icon: "table",
                act: () => void write("xlsx"),
              },
              {
                id: "csv",
                text: t("shared.export.csv"),
                icon: "document",
                act: () => void write("csv"),
              },
            ],
          },
        ]}
      >
        <Button icon="arrow-out" keys={keyHint("export")} isPending={busy} isDisabled={count === 0}>
          {t("shared.export.act")}
        </Button>
      </Menu>
    </div>
  );
}

async function saveList(
  suggested: string,
  format: ExportFormat,
  count: number,
  save: ExportMenuProps["save"],
): Promise<void> {
  const target = await host().pickSave(suggested);
  if (target === null) return;
  const saved = await save({
    format,
    to: target.path,
    // The system's own dialog has asked before it handed over an existing file's name.
    overwrite: target.path !== null,
    language: currentLanguage(),
  });
  host().saveFile(target.path === null ? { ...saved, file_name: suggested } : saved);
  showToast({ text: t("shared.export.done", { file: saved.path ?? suggested, count }) });
}
