import { Link, useSearch } from "@tanstack/react-router";
import { t } from "../../shared/i18n.ts";
import { Page } from "../../shared/Page.tsx";
import { AlertsTab } from "./AlertsTab.tsx";
import { TABS } from "./address.ts";
import { CallsTab } from "./CallsTab.tsx";
import { LogTab } from "./LogTab.tsx";
import { StateTab } from "./StateTab.tsx";
import "../../shared/remotes.css";
import "./connections.css";

/** 연동: how the remote systems do, and every call. */
export function ConnectionsPage() {
  const { tab = "state" } = useSearch({ from: "/connections" });
  return (
    <Page
      title={t("connections.title")}
      fill={tab === "calls"}
      testId="connections-page"
      filters={
        <nav className="tabs" aria-label={t("connections.tabs")}>
          {TABS.map((name) => (
            <Link
              key={name}
              className="tab"
              to="/connections"
              search={name === "state" ? {} : { tab: name }}
              activeOptions={{ exact: true, includeSearch: true }}
              activeProps={{}}
              aria-current={name === tab ? "page" : undefined}
            >
              {t(`connections.tab.${name}`)}
            </Link>
          ))}
        </nav>
      }
    >
      {tab === "state" ? <StateTab /> : null}
      {tab === "alerts" ? <AlertsTab /> : null}
      {tab === "calls" ? <CallsTab /> : null}
      {tab === "log" ? <LogTab /> : null}
    </Page>
  );
}
