import { useState } from "react";
import { useCommand } from "../../api/client.ts";
import type {
  AlertChannel,
  AlertRoute,
  AlertRule,
  AlertSettings,
  AlertThresholds,
} from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { Checkbox } from "../../shared/Checkbox.tsx";
import { TextField } from "../../shared/Field.tsx";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { State } from "../../shared/State.tsx";
import { showToast } from "../../shared/toasts.ts";
import { limitText, readLimit } from "./limits.ts";

const CHANNELS: readonly AlertChannel[] = ["window", "system", "slack", "email", "sms"];

/** Which threshold belongs to a rule; the others are events. */
const LIMITS: Partial<Record<AlertRule, keyof AlertThresholds>> = {
  slow: "slow_ms",
  errors: "errors_bp",
  late: "late_s",
  failed_items: "failed_items_bp",
  busy: "calls_per_s",
  mismatches: "mismatches",
  quota: "quota_percent",
};

/** The table that says what is told to whom, and from where on. */
export function AlertRules({ settings }: { settings: AlertSettings }) {
  const write = useCommand("alert.settings_write");
  const [routes, setRoutes] = useState(settings.routes);
  const [texts, setTexts] = useState(() => textsOf(settings.thresholds));
  const thresholds = read(texts);
  const turn = (rule: AlertRule, channel: AlertChannel, on: boolean) =>
    setRoutes((rows) => rows.map((row) => (row.rule === rule ? turned(row, channel, on) : row)));
  const save = () => {
    if (thresholds === null) return;
    write.mutate(
      { routes, thresholds },
      { onSuccess: () => showToast({ text: t("alerts.saved") }) },
    );
  };
  return (
    <section className="remote" aria-label={t("alerts.routes.title")} data-testid="alert-rules">
      <header className="remote-head">
        <h2 className="section-title">{t("alerts.routes.title")}</h2>
        <span className="quiet">{t("alerts.routes.note")}</span>
        <span className="push">
          <Button small isDisabled={thresholds === null} isPending={write.isPending} onPress={save}>
            {t("alerts.save")}
          </Button>
        </span>
      </header>
      <table className="listing rules">
        <thead>
          <tr>
            <th scope="col">{t("alerts.routes.rule")}</th>
            <th scope="col">{t("alerts.routes.limit")}</th>
            <th scope="col">{t("alerts.routes.title")}</th>
          </tr>
        </thead>
        <tbody>
          {routes.map((row) => {
            const limit = LIMITS[row.rule];
            return (
              <tr key={row.rule} data-rule={row.rule}>
                <th scope="row">
                  <State kind={row.severity === "critical" ? "bad" : "look"}>
                    {t(`alerts.rule.${row.rule}`)}
                  </State>
                </th>
                <td>
                  {limit ? (
                    <TextField
                      label={`${t(`alerts.rule.${row.rule}`)} ${t("alerts.routes.limit")}`}
                      hideLabel
                      value={texts[limit]}
                      onChange={(text) => setTexts((all) => ({ ...all, [limit]: text }))}
                      onEnter={save}
                      error={readLimit(limit, texts[limit]) === null ? "?" : null}
                      tail={t(`alerts.limit.${limit}`)}
                      figures
                      width={150}
                    />
                  ) : null}
                </td>
                <td>
                  <span className="rule-routes">
                    {CHANNELS.map((channel) => (
                      <Checkbox
                        key={channel}
                        on={row.channels.includes(channel)}
                        onChange={(on) => turn(row.rule, channel, on)}
                      >
                        {t(`alerts.channel.${channel}`)}
                      </Checkbox>
                    ))}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {write.error ? <Problem error={write.error} /> : null}
    </section>
  );
}

function turned(row: AlertRoute, channel: AlertChannel, on: boolean): AlertRoute {
  const others = row.channels.filter((one) => one !== channel);
  return { ...row, channels: on ? [...others, channel] : others };
}

type Texts = Record<keyof AlertThresholds, string>;

function textsOf(thresholds: AlertThresholds): Texts {
  const entries = Object.entries(thresholds) as [keyof AlertThresholds, number][];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, limitText(name, value)]),
  ) as Texts;
}

/** All thresholds, or null while one of them does not read. */
function read(texts: Texts): AlertThresholds | null {
  const entries = Object.entries(texts) as [keyof AlertThresholds, string][];
  const values = entries.map(([name, text]) => [name, readLimit(name, text)] as const);
  if (values.some(([, value]) => value === null)) return null;
  return Object.fromEntries(values) as unknown as AlertThresholds;
}
