import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon, type IconName } from "../../shared/Icon.tsx";
import { t } from "../../shared/i18n.ts";
import { Page } from "../../shared/Page.tsx";
import "./settings.css";

/** A part of the settings with an address of its own: `/settings/<id>`. */
export interface SettingsSection {
  id: string;
  title: string;
  icon: IconName;
  content: ReactNode;
}

/** The side list, and the chosen section beside it. */
export function SettingsPage({
  sections,
  chosen,
}: {
  sections: readonly SettingsSection[];
  /** Id of the section the address asks for; an unknown one shows the first. */
  chosen: string | undefined;
}) {
  const shown = sections.find((section) => section.id === chosen) ?? sections[0];
  return (
    <Page title={t("settings.title")} period={shown?.title} testId="settings-page">
      <div className="settings">
        <nav className="settings-list" aria-label={t("settings.sections")}>
          <ul>
            {sections.map((section) => (
              <li key={section.id}>
                <Link
                  className="settings-link"
                  to="/settings/$section"
                  params={{ section: section.id }}
                  aria-current={section === shown ? "page" : undefined}
                >
                  <Icon name={section.icon} />
                  {section.title}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div key={shown?.id} data-testid={`settings-${shown?.id}`}>
          {shown?.content}
        </div>
      </div>
    </Page>
  );
}
