import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useQueryOf } from "../api/client.ts";
import { CompanyPage } from "../features/company/index.ts";
import { ImportDrop } from "../features/import/index.ts";
import { ProblemsSheet } from "../features/problems/index.ts";
import { isDark, useAppearance } from "../shared/appearance.ts";
import { backUpNow } from "../shared/backUp.ts";
import { t } from "../shared/i18n.ts";
import { useAction } from "../shared/keys.ts";
import { lockNow } from "../shared/lock.ts";
import { RecoveryKeyNotice } from "../shared/RecoveryKeyNotice.tsx";
import { clearToasts } from "../shared/toasts.ts";
import { undoLast } from "../shared/undoAct.ts";
import { useKeyProfile } from "../shared/useKeyProfile.ts";
import { KeysSheet } from "./KeysSheet.tsx";
import { openPalette, showOverlay, useOverlay } from "./overlays.ts";
import { Palette } from "./Palette.tsx";
import { Rail } from "./Rail.tsx";
import { StartFailed } from "./StartFailed.tsx";
import { StatusBar } from "./StatusBar.tsx";
import { useFold } from "./useFold.ts";
import { useInUse } from "./useInUse.ts";
import "./frame.css";

/** Keys that lead somewhere from everywhere. */
function useFrameKeys(unlocked: boolean, foldOrUnfold: () => void, lightOrDark: () => void): void {
  const navigate = useNavigate();
  useKeyProfile();
  useAction("find", openPalette, unlocked);
  useAction("keys", () => showOverlay("keys"));
  useAction("go_today", () => void navigate({ to: "/" }), unlocked);
  useAction("go_invoices", () => void navigate({ to: "/invoices", search: {} }), unlocked);
  useAction("go_partners", () => void navigate({ to: "/partners", search: {} }), unlocked);
  useAction("go_certificates", () => void navigate({ to: "/certificates", search: {} }), unlocked);
  useAction("go_history", () => void navigate({ to: "/history" }), unlocked);
  useAction("go_settings", () => void navigate({ to: "/settings" }), unlocked);
  useAction("import", () => void navigate({ to: "/import" }), unlocked);
  useAction("undo", () => void undoLast(), unlocked);
  useAction("back_up", () => void backUpNow(), unlocked);
  useAction("lock", lockNow, unlocked);
  useAction("theme", lightOrDark);
  useAction("rail", foldOrUnfold, unlocked);
}

/** The one screen beside the door that needs no open book. */
const RESTORE = "/restore";

/** The frame every screen lives in: rail, page, status bar. Without an open book, only the door. */
export function Frame() {
  const { data: status, error } = useQueryOf("app.status", {});
  const appearance = useAppearance();
  const [fold, setFold] = useFold();
  const overlay = useOverlay();
  const unlocked = status?.company != null;
  const { pathname } = useLocation();
  useInUse(unlocked);
  const locked = status?.locked_company != null;
  useEffect(() => {
    if (locked) clearToasts();
  }, [locked]);
  const foldOrUnfold = () => setFold(fold === "folded" ? "open" : "folded");
  const lightOrDark = () => appearance.setTheme(isDark(appearance.theme) ? "light" : "dark");
  useFrameKeys(unlocked, foldOrUnfold, lightOrDark);
  if (!status) return error ? <StartFailed error={error} /> : null;
  return (
    <div className={unlocked ? `frame ${fold}` : "frame door"}>
      {unlocked ? (
        <>
          <button type="button" className="skip" onClick={skipToPage}>
            {t("app.rail.skip")}
          </button>
          <Rail
            status={status}
            folded={fold === "folded"}
            onFold={foldOrUnfold}
            onTheme={lightOrDark}
            dark={isDark(appearance.theme)}
          />
          <ImportDrop />
        </>
      ) : null}
      <div className="frame-page">
        {unlocked || pathname === RESTORE ? <Outlet /> : <CompanyPage />}
      </div>
      <StatusBar status={status} />
      <Palette open={overlay === "palette" && unlocked} />
      <KeysSheet open={overlay === "keys"} />
      <ProblemsSheet open={overlay === "problems"} onClose={() => showOverlay(null)} />
      <RecoveryKeyNotice />
    </div>
  );
}

/** The address holds the screen behind its #, so the jump is made by hand. */
function skipToPage(): void {
  document.getElementById("page")?.focus();
}
