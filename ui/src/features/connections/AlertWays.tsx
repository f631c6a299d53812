import { useState } from "react";
import { call, putSecret, useCommand } from "../../api/client.ts";
import type {
  AlertChannel,
  AlertSettings,
  MailPlace,
  MailSecurity,
  RemoteTested,
  SlackMention,
  SmsPlace,
} from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { TextField } from "../../shared/Field.tsx";
import { formatMoment } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { jobName } from "../../shared/jobs.ts";
import { Problem } from "../../shared/Problem.tsx";
import { codeText } from "../../shared/remotes.ts";
import { Segments } from "../../shared/Segments.tsx";
import { useRun } from "../../shared/SheetForm.tsx";
import { State } from "../../shared/State.tsx";

const MENTIONS: readonly SlackMention[] = ["none", "here", "channel"];
const SECURITIES: readonly MailSecurity[] = ["start_tls", "tls", "plain"];

/** Slack: the webhook's address, whom it calls, a trial. */
export function SlackPart({ settings }: { settings: AlertSettings }) {
  const write = useCommand("alert.settings_write");
  return (
    <section className="remote" aria-label={t("alerts.slack.title")} data-testid="alert-slack">
      <header className="remote-head">
        <h2 className="section-title">{t("alerts.slack.title")}</h2>
        <Trial channel="slack" />
      </header>
      <SecretField channel="slack" label={t("alerts.slack.url")} keptAt={settings.slack_kept_at} />
      <div className="field-and-act">
        <span className="field-label" aria-hidden="true">
          {t("alerts.slack.mention")}
        </span>
        <Segments<SlackMention>
          label={t("alerts.slack.mention")}
          value={settings.slack_mention}
          onChange={(slack_mention) => write.mutate({ slack_mention })}
          words={MENTIONS.map((id) => ({ id, text: t(`alerts.slack.mentions.${id}`) }))}
        />
      </div>
      {write.error ? <Problem error={write.error} /> : null}
    </section>
  );
}

const NO_MAIL: MailPlace = {
  host: "",
  port: 587,
  security: "start_tls",
  user: "",
  from: "",
  to: [],
};

/** E-mail: the server, who writes to whom, the password, a trial. */
export function MailPart({ settings }: { settings: AlertSettings }) {
  const write = useCommand("alert.settings_write");
  const [mail, setMail] = useState(settings.mail ?? NO_MAIL);
  const [port, setPort] = useState(String(mail.port));
  const [to, setTo] = useState(mail.to.join(", "));
  const put = (part: Partial<MailPlace>) => setMail((all) => ({ ...all, ...part }));
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  const ready = mail.host !== "" && number > 0 && mail.from !== "" && to.trim() !== "";
  const save = () => {
    write.mutate({ mail: { ...mail, port: number, to: partsOf(to, /[,;\s]+/) } });
  };
  return (
    <section className="remote" aria-label={t("alerts.mail.title")} data-testid="alert-mail">
      <header className="remote-head">
        <h2 className="section-title">{t("alerts.mail.title")}</h2>
        <Trial channel="email" />
      </header>
      <div className="mail-fields">
        <TextField
          label={t("alerts.mail.host")}
          value={mail.host}
          onChange={(host) => put({ host: host.trim() })}
          width={220}
        />
        <TextField
          label={t("alerts.mail.port")}
          value={port}
          onChange={setPort}
          inputMode="numeric"
          figures
          width={80}
        />
        <Segments<MailSecurity>
          label={t("alerts.mail.security")}
          value={mail.security}
          onChange={(security) => put({ security })}
          words={SECURITIES.map((id) => ({ id, text: t(`alerts.mail.securities.${id}`) }))}
        />
        <TextField
          label={t("alerts.mail.user")}
          value={mail.user}
          onChange={(user) => put({ user: user.trim() })}
          width={220}
        />
        <TextField
          label={t("alerts.mail.from")}
          value={mail.from}
          onChange={(from) => put({ from: from.trim() })}
          width={220}
        />
        <TextField
          label={t("alerts.mail.to")}
          hint={t("alerts.mail.to_note")}
          value={to}
          onChange={setTo}
          onEnter={ready ? save : undefined}
          width={320}
        />
        <Button small isDisabled={!ready} isPending={write.isPending} onPress={save}>
          {t("alerts.save")}
        </Button>
      </div>
      <SecretField
        channel="email"
        label={t("alerts.mail.password")}
        keptAt={settings.mail_password_kept_at}
      />
      {write.error ? <Problem error={write.error} /> : null}
    </section>
  );
}

const NO_SMS: SmsPlace = { app_key: "", from: "", to: [], address: null };

/** Short messages: the account, who is told, its key, a trial. */
export function SmsPart({ settings }: { settings: AlertSettings }) {
  const write = useCommand("alert.settings_write");
  const [sms, setSms] = useState(settings.sms ?? NO_SMS);
  const [to, setTo] = useState(sms.to.join(", "));
  const ready = sms.app_key !== "" && sms.from !== "" && to.trim() !== "";
  const save = () => write.mutate({ sms: { ...sms, to: partsOf(to, /[,;]+/) } });
  return (
    <section className="remote" aria-label={t("alerts.sms.title")} data-testid="alert-sms">
      <header className="remote-head">
        <h2 className="section-title">{t("alerts.sms.title")}</h2>
        <span className="quiet">{t("alerts.sms.note")}</span>
        <Trial channel="sms" />
      </header>
      <div className="mail-fields">
        <TextField
          label={t("alerts.sms.app_key")}
          value={sms.app_key}
          onChange={(app_key) => setSms((all) => ({ ...all, app_key: app_key.trim() }))}
          width={220}
        />
        <TextField
          label={t("alerts.sms.from")}
          value={sms.from}
          onChange={(from) => setSms((all) => ({ ...all, from }))}
          width={160}
        />
        <TextField
          label={t("alerts.sms.to")}
          hint={t("alerts.sms.to_note")}
          value={to}
          onChange={setTo}
          onEnter={ready ? save : undefined}
          width={320}
        />
        <Button small isDisabled={!ready} isPending={write.isPending} onPress={save}>
          {t("alerts.save")}
        </Button>
      </div>
      <SecretField
        channel="sms"
        label={t("alerts.sms.secret_key")}
        keptAt={settings.sms_key_kept_at}
      />
      {write.error ? <Problem error={write.error} /> : null}
    </section>
  );
}

function partsOf(text: string, between: RegExp): string[] {
  return text
    .split(between)
    .map((part) => part.trim())
    .filter(Boolean);
}

interface SecretFieldProps {
  channel: AlertChannel;
  label: string;
  keptAt: string | null;
}

/** What nobody sees again once it is kept. */
function SecretField({ channel, label, keptAt }: SecretFieldProps) {
  const [typed, setTyped] = useState("");
  const keep = useCommand("alert.secret");
  const { busy, error, run } = useRun();
  const save = () =>
    void run(async () => {
      await keep.mutateAsync({ channel, ticket: await putSecret(typed) });
      setTyped("");
    });
  return (
    <div className="field-and-act">
      <TextField
        kind="password"
        label={label}
        value={typed}
        onChange={setTyped}
        onEnter={typed === "" ? undefined : save}
        width={320}
      />
      <Button small isPending={busy} isDisabled={typed === ""} onPress={save}>
        {t("connections.secret_save")}
      </Button>
      <State kind={keptAt === null ? "waiting" : "good"}>
        {keptAt === null
          ? t("connections.secret_none")
          : t("connections.secret_kept", { at: formatMoment(keptAt) })}
      </State>
      {error ? <Problem error={error} /> : null}
    </div>
  );
}

const TESTED = { live: "alerts.tested", sandbox: "alerts.tested_sandbox" } as const;

/** Sends one notice that says it is a trial. */
function Trial({ channel }: { channel: AlertChannel }) {
  const [found, setFound] = useState<RemoteTested | null>(null);
  const { busy, error, run } = useRun();
  const test = () =>
    void run(async () => {
      setFound(null);
      setFound(await call("alert.test", { channel, job: jobName("alert-test") }));
    });
  return (
    <>
      <span role="status">
        {found ? (
          <State kind={found.ok ? "good" : "bad"}>
            {found.ok ? t(TESTED[found.realm]) : codeText(found.code ?? "", found.params)}
          </State>
        ) : null}
      </span>
      <span className="push">
        <Button small isPending={busy} onPress={test}>
          {t("alerts.test")}
        </Button>
      </span>
      {error ? <Problem error={error} /> : null}
    </>
  );
}
