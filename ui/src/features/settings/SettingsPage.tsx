import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { AppStatus } from "../../api/generated.ts";
import { DENSITIES, THEMES, useAppearance } from "../../shared/appearance.ts";
import { IconButton } from "../../shared/Button.tsx";
import { formatMoment } from "../../shared/format.ts";
import { LANGUAGES, t } from "../../shared/i18n.ts";
import { KeyTable } from "../../shared/KeyTable.tsx";
import { PROFILES } from "../../shared/keys.ts";
import { Page } from "../../shared/Page.tsx";
import { Segments } from "../../shared/Segments.tsx";
import { showToast } from "../../shared/toasts.ts";
import { useKeyProfile } from "../../shared/useKeyProfile.ts";
import "./settings.css";

function Section({ title, id, children }: { title: string; id: string; children: ReactNode }) {
  return (
    <section className="setting-section" aria-labelledby={`setting-${id}`}>
      <h2 className="section-title" id={`setting-${id}`}>
        {title}
      </h2>
      <div className="setting-rows">{children}</div>
    </section>
  );
}

function Row({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="setting-row">
      <span className="setting-label">{label}</span>
      <div className="setting-value">
        {children}
        {hint ? <p className="hint">{hint}</p> : null}
      </div>
    </div>
  );
}

/** The language was just changed here: the screen was drawn anew and the focus goes back to it. */
let languageChosen = false;

function Look() {
  const look = useAppearance();
  const [focusLanguage] = useState(() => languageChosen);
  useEffect(() => {
    languageChosen = false;
  }, []);
  return (
    <Section id="look" title={t("settings.look.title")}>
      <Row label={t("settings.look.theme")}>
        <Segments
          label={t("settings.look.theme")}
          value={look.theme}
          onChange={look.setTheme}
          words={THEMES.map((id) => ({ id, text: t(`settings.look.themes.${id}`) }))}
        />
      </Row>
      <Row label={t("settings.look.density")} hint={t("settings.look.density_hint")}>
        <Segments
          label={t("settings.look.density")}
          value={look.density}
          onChange={look.setDensity}
          words={DENSITIES.map((id) => ({ id, text: t(`settings.look.densities.${id}`) }))}
        />
      </Row>
      <Row label={t("settings.look.language")} hint={t("settings.look.language_hint")}>
        <Segments
          label={t("settings.look.language")}
          value={look.language}
          autoFocus={focusLanguage}
          onChange={(next) => {
            languageChosen = true;
            look.setLanguage(next);
          }}
          words={LANGUAGES.map((id) => ({ id, text: t(`settings.look.languages.${id}`) }))}
        />
      </Row>
    </Section>
  );
}

function Keys() {
  const [profile, setProfile] = useKeyProfile();
  return (
    <Section id="keys" title={t("settings.keys.title")}>
      <Row label={t("settings.keys.profile")} hint={t("settings.keys.hint")}>
        <Segments
          label={t("settings.keys.profile")}
          value={profile}
          onChange={setProfile}
          words={PROFILES.map((id) => ({ id, text: t(`settings.keys.profiles.${id}`) }))}
        />
      </Row>
      <KeyTable profiles={PROFILES} chosen={profile} />
    </Section>
  );
}

function Company({ status }: { status: AppStatus }) {
  const { company } = status;
  if (!company) return null;
  const copyPath = () =>
    void navigator.clipboard
      .writeText(company.path)
      .then(() => showToast({ text: t("settings.copied") }));
  return (
    <Section id="company" title={t("settings.company.title")}>
      <Row label={t("settings.company.name")}>{company.name}</Row>
      <Row label={t("settings.company.number")}>{company.business_number}</Row>
      {company.representative ? (
        <Row label={t("settings.company.representative")}>{company.representative}</Row>
      ) : null}
      <Row label={t("settings.company.protection")}>
        {t(`settings.company.protections.${company.protection}`)}
      </Row>
      <Row label={t("settings.company.recovery")}>
        {t(company.demo ? "settings.company.recovery_no" : "settings.company.recovery_yes")}
      </Row>
      <Row label={t("settings.company.encryption")}>{t("settings.company.encryption_how")}</Row>
      <Row label={t("settings.company.backup")}>
        {status.last_backup_at
          ? formatMoment(status.last_backup_at)
          : t("settings.company.backup_none")}
      </Row>
      <Row label={t("settings.company.folder")}>
        <span className="setting-path">
          <span className="figures">{company.path}</span>
          <IconButton plain icon="copy" label={t("settings.copy")} onPress={copyPath} />
        </span>
      </Row>
      <Row label="">
        <Link className="link" to="/company" search={{}}>
          {t("settings.company.switch")}
        </Link>
      </Row>
    </Section>
  );
}

function About({ status }: { status: AppStatus }) {
  const place = status.host === "window" ? "window" : "browser";
  return (
    <Section id="about" title={t("settings.about.title")}>
      <Row label={t("settings.about.version")}>
        {t("app.name")} {status.version}
      </Row>
      <Row label={t("settings.about.host")}>{t(`settings.about.hosts.${place}`)}</Row>
      <Row label={t("settings.about.remote")}>{t(`settings.about.remotes.${status.remote}`)}</Row>
      <Row label={t("settings.about.licence")}>{t("settings.about.licence_text")}</Row>
    </Section>
  );
}

/** Looks, keys, the company and its protection, the program. */
export function SettingsPage() {
  const { data: status } = useQueryOf("app.status", {});
  return (
    <Page title={t("settings.title")} testId="settings-page">
      <div className="settings">
        <Look />
        <Keys />
        {status ? <Company status={status} /> : null}
        {status ? <About status={status} /> : null}
      </div>
    </Page>
  );
}
