import { useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { CompanySummary, KeyState } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { t } from "../../shared/i18n.ts";
import { keyHint } from "../../shared/keys.ts";
import { lockNow, useIdleMinutes } from "../../shared/lock.ts";
import { Problem } from "../../shared/Problem.tsx";
import { Segments } from "../../shared/Segments.tsx";
import { SettingGroup, SettingRow } from "../../shared/Setting.tsx";
import { ChangePassphrase } from "./ChangePassphrase.tsx";
import { ChangeWay } from "./ChangeWay.tsx";
import { RenewRecovery } from "./RenewRecovery.tsx";

/** 보안과 키: how the book is opened, its recovery key, and when it locks. */
export function ProtectionSection() {
  const { data: status } = useQueryOf("app.status", {});
  const keys = useQueryOf("key.state", {});
  const company = status?.company;
  if (!company) return null;
  return (
    <>
      {keys.isError ? <Problem error={keys.error} /> : null}
      {keys.data ? <Ways company={company} keys={keys.data} /> : null}
      <Lock demo={company.demo} />
    </>
  );
}

type Sheet = "way" | "passphrase" | "recovery" | null;

function Ways({ company, keys }: { company: CompanySummary; keys: KeyState }) {
  const [sheet, setSheet] = useState<Sheet>(null);
  const { protection } = keys;
  const close = () => setSheet(null);
  const demo = protection === "throwaway";
  return (
    <SettingGroup id="ways" title={t("protection.title")}>
      <SettingRow
        label={t("protection.way")}
        hint={t(`protection.way_hint.${protection}`)}
        act={demo ? null : <WayButton keys={keys} onPress={() => setSheet("way")} />}
      >
        {t(`protection.ways.${protection}`)}
      </SettingRow>
      {protection === "passphrase" ? (
        <SettingRow
          label={t("protection.passphrase")}
          act={
            <Button small onPress={() => setSheet("passphrase")}>
              {t("protection.change")}
            </Button>
          }
        >
          {t("protection.passphrase_set")}
        </SettingRow>
      ) : null}
      <SettingRow
        label={t("protection.recovery")}
        act={
          demo ? null : (
            <Button small onPress={() => setSheet("recovery")}>
              {t("protection.renew")}
              <span className="unseen"> {t("protection.recovery")}</span>
            </Button>
          )
        }
      >
        {t(demo ? "protection.recovery_none" : "protection.recovery_text")}
      </SettingRow>
      <SettingRow label={t("protection.encryption")}>{t("protection.encryption_how")}</SettingRow>
      {sheet === "way" ? <ChangeWay keys={keys} onClose={close} /> : null}
      {sheet === "passphrase" ? <ChangePassphrase keys={keys} onClose={close} /> : null}
      {sheet === "recovery" ? (
        <RenewRecovery company={company} keys={keys} onClose={close} />
      ) : null}
    </SettingGroup>
  );
}

function WayButton({ keys, onPress }: { keys: KeyState; onPress: () => void }) {
  if (keys.protection === "keyring") {
    return (
      <Button small onPress={onPress}>
        {t("protection.to_passphrase")}
      </Button>
    );
  }
  if (!keys.keyring_available) {
    return <span className="quiet">{t("protection.no_keyring")}</span>;
  }
  return (
    <Button small onPress={onPress}>
      {t("protection.to_keyring")}
    </Button>
  );
}

/** Minutes offered; another number, kept by hand, is shown beside them. */
const MINUTES = [0, 5, 10, 30, 60] as const;

function Lock({ demo }: { demo: boolean }) {
  const [minutes, setMinutes] = useIdleMinutes(demo);
  const offered: number[] = MINUTES.some((one) => one === minutes)
    ? [...MINUTES]
    : [...MINUTES, minutes].sort((a, b) => a - b);
  return (
    <SettingGroup id="lock" title={t("protection.lock.title")}>
      <SettingRow
        label={t("protection.lock.idle")}
        hint={t(demo ? "protection.lock.demo_hint" : "protection.lock.hint")}
      >
        <Segments
          label={t("protection.lock.idle")}
          value={String(minutes)}
          onChange={(next) => setMinutes(Number(next))}
          words={offered.map((count) => ({
            id: String(count),
            text:
              count === 0 ? t("protection.lock.never") : t("protection.lock.minutes", { count }),
          }))}
        />
      </SettingRow>
      <SettingRow
        label={t("protection.lock.label")}
        act={
          <Button small icon="lock" keys={keyHint("lock")} onPress={lockNow}>
            {t("protection.lock.now")}
          </Button>
        }
      >
        {t("protection.lock.what")}
      </SettingRow>
    </SettingGroup>
  );
}
