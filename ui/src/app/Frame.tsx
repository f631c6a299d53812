import { Outlet, useNavigate } from "@tanstack/react-router";
import { useQueryOf } from "../api/client.ts";
import { CompanyPage, RecoveryKeyNotice } from "../features/company/index.ts";
import { ImportDrop } from "../features/import/index.ts";
import { isDark, useAppearance } from "../shared/appearance.ts";
import { t } from "../shared/i18n.ts";
import { useAction } from "../shared/keys.ts";
import { useKeyProfile } from "../shared/useKeyProfile.ts";
import { KeysSheet } from "./KeysSheet.tsx";
import { openPalette, showOverlay, useOverlay } from "./overlays.ts";
import { Palette } from "./Palette.tsx";
import { Rail } from "./Rail.tsx";
import { StartFailed } from "./StartFailed.tsx";
import { StatusBar } from "./StatusBar.tsx";
import { useFold } from "./useFold.ts";
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
  useAction("go_settings", () => void navigate({ to: "/settings" }), unlocked);
  useAction("import", () => void navigate({ to: "/import" }), unlocked);
  useAction("theme", lightOrDark);
  useAction("rail", foldOrUnfold, unlocked);
}

/** The frame every screen lives in: rail, page, status bar. Without an open book, only the door. */
export function Frame() {
  const { data: status, error } = useQueryOf("app.status", {});
  const appearance = useAppearance();
  const [fold, setFold] = useFold();
  const overlay = useOverlay();
  const unlocked = status?.company != null;
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
      <div className="frame-page">{unlocked ? <Outlet /> : <CompanyPage />}</div>
      <StatusBar status={status} />
      <Palette open={overlay === "palette" && unlocked} />
      <KeysSheet open={overlay === "keys"} />
      <RecoveryKeyNotice />
    </div>
  );
}

/** The address holds the screen behind its #, so the jump is made by hand. */
function skipToPage(): void {
  document.getElementById("page")?.focus();
}
