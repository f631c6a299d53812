import { useState } from "react";
import { call, putSecret, useQueryOf } from "../../api/client.ts";
import type { CertificateRow, CollectPlan } from "../../api/generated.ts";
import { Checkbox } from "../../shared/Checkbox.tsx";
import { TextField } from "../../shared/Field.tsx";
import { formatMoment } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { isOfPassword } from "../../shared/Password.tsx";
import { errorTexts, Problem } from "../../shared/Problem.tsx";
import { failureText } from "../../shared/remotes.ts";
import { Segments } from "../../shared/Segments.tsx";
import { SheetForm, useRun } from "../../shared/SheetForm.tsx";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { State } from "../../shared/State.tsx";
import { showToast } from "../../shared/toasts.ts";
import { DIRECTIONS, readTime, TAXATIONS } from "./words.ts";

/** Calendar months looked back at most, as the core takes them. */
const MONTHS_MAX = 24;

interface PlanSheetProps {
  rows: readonly CertificateRow[];
  /** Whether there is a keyring to keep the password in. */
  keyring: boolean;
  onClose: () => void;
}

/** 자동 수집: when collecting happens by itself, and what would keep it from it. */
export function PlanSheet(props: PlanSheetProps) {
  const { onClose } = props;
  const plan = useQueryOf("collect.plan", {});
  if (plan.data) return <Form key="form" kept={plan.data} {...props} />;
  return (
    <SheetForm
      title={t("collect.plan.title")}
      note={t("collect.plan.note")}
      act={t("collect.plan.save")}
      ready={false}
      busy={false}
      onAct={() => {}}
      onClose={onClose}
    >
      {plan.error ? <Problem error={plan.error} /> : <SkeletonLines lines={6} />}
    </SheetForm>
  );
}

/** A time as it is typed: wrong until it reads as one; blank is none. */
function useTime(kept: string | null) {
  const [text, setText] = useState(kept ?? "");
  const blank = text.trim() === "";
  const time = readTime(text);
  return { text, setText, time, blank, wrong: !blank && time === null };
}

function Form({ kept, rows, keyring, onClose }: PlanSheetProps & { kept: CollectPlan }) {
  const [plan, setPlan] = useState(kept);
  const [secret, setSecret] = useState("");
  const daily = useTime(kept.daily_at);
  const from = useTime(kept.window_from);
  const to = useTime(kept.window_to);
  const [months, setMonths] = useState(String(kept.months_back));
  const { busy, error, run } = useRun();
  const back = /^\d{1,2}$/.test(months) ? Number(months) : 0;
  const monthsWrong = back < 1 || back > MONTHS_MAX;
  const halfWindow = from.blank !== to.blank;
  const idle = plan.enabled && daily.blank && !plan.on_start;
  const nothing = plan.directions.length === 0 || plan.taxations.length === 0;
  const wrong =
    [daily, from, to].some((time) => time.wrong) || monthsWrong || halfWindow || idle || nothing;
  const asksPassword = plan.enabled && kept.blocked === "certificate.password_needed";
  const set = (part: Partial<CollectPlan>) => setPlan({ ...plan, ...part });
  const save = () =>
    void run(async () => {
      if (asksPassword && secret !== "") {
        // A password is kept by what it opens: a wrong one is told before anything is saved.
        await call("certificate.sign_test", {
          target: plan.certificate_id === null ? {} : { id: plan.certificate_id },
          password: await putSecret(secret),
          keep_password: keyring ? "days_30" : "until_close",
        });
      }
      await call("collect.plan_write", {
        ...plan,
        daily_at: daily.time,
        window_from: from.time,
        window_to: to.time,
        months_back: back,
      });
      showToast({ text: t("collect.plan.saved") });
      onClose();
    });
  const timeError = (time: { wrong: boolean }) =>
    time.wrong ? t("collect.plan.time_wrong") : null;
  return (
    <SheetForm
      title={t("collect.plan.title")}
      note={t("collect.plan.note")}
      act={t("collect.plan.save")}
      ready={!wrong}
      busy={busy}
      onAct={save}
      onClose={onClose}
    >
      <Checkbox on={plan.enabled} onChange={(enabled) => set({ enabled })}>
        {t("collect.plan.enabled")}
      </Checkbox>
      {plan.enabled ? <Standing plan={kept} /> : null}
      <TextField
        label={t("collect.plan.daily_at")}
        hint={t("collect.plan.daily_hint")}
        placeholder="07:30"
        width={180}
        value={daily.text}
        onChange={daily.setText}
        error={timeError(daily)}
      />
      <Checkbox on={plan.on_start} onChange={(on_start) => set({ on_start })}>
        {t("collect.plan.on_start")}
      </Checkbox>
      {idle ? <p className="field-error">{t("collect.plan.never")}</p> : null}
      <div className="plan-window">
        <TextField
          label={t("collect.plan.window_from")}
          placeholder="07:00"
          width={140}
          value={from.text}
          onChange={from.setText}
          error={timeError(from)}
        />
        <TextField
          label={t("collect.plan.window_to")}
          placeholder="22:00"
          width={140}
          value={to.text}
          onChange={to.setText}
          error={timeError(to)}
        />
      </div>
      {halfWindow ? <p className="field-error">{t("collect.plan.half_window")}</p> : null}
      <TextField
        label={t("collect.plan.months_back")}
        hint={t("collect.plan.months_hint")}
        width={180}
        value={months}
        onChange={setMonths}
        inputMode="numeric"
        tail={t("collect.plan.months_unit")}
        error={monthsWrong ? t("collect.plan.months_wrong", { max: MONTHS_MAX }) : null}
      />
      <Several
        label={t("collect.what")}
        words={[
          ...DIRECTIONS.map((id) => ({ id, text: t(`shared.${id}`) })),
          ...TAXATIONS.map((id) => ({ id, text: t(`collect.taxation.${id}`) })),
        ]}
        on={[...plan.directions, ...plan.taxations]}
        onChange={(on) =>
          set({
            directions: DIRECTIONS.filter((id) => on.includes(id)),
            taxations: TAXATIONS.filter((id) => on.includes(id)),
          })
        }
      />
      {nothing ? <p className="field-error">{t("collect.plan.nothing")}</p> : null}
      <Checkbox on={plan.with_documents} onChange={(on) => set({ with_documents: on })}>
        {t("collect.documents")}
      </Checkbox>
      {rows.length > 0 ? (
        <div className="field">
          <span className="field-label">{t("collect.certificate")}</span>
          <Segments
            label={t("collect.certificate")}
            value={plan.certificate_id ?? ""}
            onChange={(id) => set({ certificate_id: id === "" ? null : id })}
            words={[
              { id: "", text: t("collect.plan.default_certificate") },
              ...rows.slice(0, 2).map((row) => ({ id: row.id, text: row.owner })),
            ]}
          />
        </div>
      ) : null}
      {asksPassword ? (
        <TextField
          kind="password"
          autoComplete="off"
          label={t("collect.plan.password")}
          hint={t(keyring ? "collect.plan.password_month" : "collect.plan.password_memory")}
          value={secret}
          onChange={setSecret}
          error={isOfPassword(error) && error ? errorTexts(error).what : null}
        />
      ) : null}
      {error && !isOfPassword(error) ? <Problem error={error} /> : null}
    </SheetForm>
  );
}

/** When it runs next, or why it cannot. */
function Standing({ plan }: { plan: CollectPlan }) {
  if (plan.blocked) {
    return (
      <p>
        <State kind="bad">
          {t("collect.plan.blocked", { why: failureText(plan.blocked, "hometax") })}
        </State>
      </p>
    );
  }
  if (!plan.next_at) return null;
  return (
    <p>
      <State kind="good">{t("collect.plan.next", { at: formatMoment(plan.next_at) })}</State>
    </p>
  );
}

interface SeveralProps {
  label: string;
  words: readonly { id: string; text: string }[];
  on: readonly string[];
  onChange: (on: string[]) => void;
}

function Several({ label, words, on, onChange }: SeveralProps) {
  return (
    <fieldset className="several">
      <legend className="field-label">{label}</legend>
      {words.map(({ id, text }) => (
        <Checkbox
          key={id}
          on={on.includes(id)}
          onChange={(now) => onChange(now ? [...on, id] : on.filter((known) => known !== id))}
        >
          {text}
        </Checkbox>
      ))}
    </fieldset>
  );
}
