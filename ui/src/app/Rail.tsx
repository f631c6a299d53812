import { Link } from "@tanstack/react-router";
import type { AppStatus } from "../api/generated.ts";
import { Icon } from "../shared/Icon.tsx";
import { t } from "../shared/i18n.ts";
import { keyHint } from "../shared/keys.ts";
import { Tip } from "../shared/Tip.tsx";
import { type Area, areaGroups } from "./areas.ts";
import { CompanySwitcher } from "./CompanySwitcher.tsx";
import { openPalette } from "./overlays.ts";

interface RailProps {
  status: AppStatus;
  folded: boolean;
  onFold: () => void;
  onTheme: () => void;
  dark: boolean;
}

/** Largest number a badge spells out. */
const BADGE_MAX = 999;

function waitingIn(area: Area, status: AppStatus): number {
  if (area.id === "certificates") return status.certificate === null ? 0 : 1;
  if (area.id === "connections") return status.open_incidents;
  return area.id === "invoices" ? status.invoices_to_look_at : 0;
}

function AreaLink({ area, status, folded }: { area: Area; status: AppStatus; folded: boolean }) {
  const title = t(area.title);
  const waiting = waitingIn(area, status);
  const later = area.later ? t("app.rail.later") : null;
  const look = waiting > 0 ? t("app.rail.to_look_at", { count: waiting }) : null;
  const link = (
    <Link
      to={area.path}
      className={area.later ? "rail-link later" : "rail-link"}
      activeOptions={{ exact: area.path === "/", includeSearch: false }}
      activeProps={{ "aria-current": "page" }}
    >
      <Icon name={area.icon} />
      <span className="rail-word">{title}</span>
      {later ? <span className="unseen">{later}</span> : null}
      {look ? (
        <>
          <span className="badge" aria-hidden="true">
            {waiting > BADGE_MAX ? `${BADGE_MAX}+` : waiting}
          </span>
          <span className="unseen">{look}</span>
        </>
      ) : null}
    </Link>
  );
  return folded ? (
    <Tip text={[title, later, look].filter(Boolean).join(" · ")} right>
      {link}
    </Tip>
  ) : (
    link
  );
}

/** The left rail: company, 찾기, the areas in their groups, and the switches at the foot. */
export function Rail({ status, folded, onFold, onTheme, dark }: RailProps) {
  const themeText = t(dark ? "app.rail.theme_light" : "app.rail.theme_dark");
  const foldText = t(folded ? "app.rail.unfold" : "app.rail.fold");
  return (
    <aside className="rail">
      <CompanySwitcher company={status.company} folded={folded} />
      <button
        type="button"
        className="find"
        onClick={openPalette}
        title={folded ? `${t("app.rail.find")} ${keyHint("find")}` : undefined}
      >
        <Icon name="search" />
        <span className="rail-word">{t("app.rail.find")}</span>
        <kbd className="kbd rail-word">Ctrl+K</kbd>
      </button>
      <nav className="rail-nav" aria-label={t("app.rail.label")}>
        {areaGroups.map((group) => (
          <ul key={group[0]?.id}>
            {group.map((area) => (
              <li key={area.id}>
                <AreaLink area={area} status={status} folded={folded} />
              </li>
            ))}
          </ul>
        ))}
      </nav>
      <div className="rail-foot">
        <button
          type="button"
          className="rail-link"
          title={folded ? themeText : undefined}
          onClick={onTheme}
        >
          <Icon name="contrast" />
          <span className="rail-word">{themeText}</span>
        </button>
        <button
          type="button"
          className="rail-link"
          title={folded ? foldText : undefined}
          aria-expanded={!folded}
          onClick={onFold}
        >
          <Icon name={folded ? "unfold" : "fold"} />
          <span className="rail-word">{foldText}</span>
        </button>
      </div>
    </aside>
  );
}
