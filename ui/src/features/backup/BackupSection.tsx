import { Link } from "@tanstack/react-router";
import { useQueryOf } from "../../api/client.ts";
import type { BackupList } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { backUpNow, useBackupRunning } from "../../shared/backUp.ts";
import { formatMoment, formatSize } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { SettingGroup, SettingRow } from "../../shared/Setting.tsx";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { State } from "../../shared/State.tsx";
import { BackupTable } from "./BackupTable.tsx";
import { KeptBooks } from "./KeptBooks.tsx";
import { Places } from "./Places.tsx";
import { ruleText, stateOf } from "./words.ts";
import "./backup.css";

/** 백업: the last one, the list, where they lie, what stays, and the books before a restore. */
export function BackupSection() {
  const answer = useQueryOf("backup.list", {});
  if (answer.isError) return <Problem error={answer.error} />;
  if (!answer.data) return <SkeletonLines lines={6} />;
  const list = answer.data;
  return (
    <>
      <SettingGroup id="backup" title={t("backup.title")}>
        {list.last_problem ? (
          <div className="backup-problem">
            <Problem error={{ ...list.last_problem, message: list.last_problem.command }} />
          </div>
        ) : null}
        {list.unreadable.map((place) => (
          <p key={place.path} className="setting-note" role="status">
            <State kind="bad">{t("backup.unreadable", { path: place.path })}</State>
          </p>
        ))}
        <Last list={list} />
        <SettingRow label={t("backup.when")}>{t("backup.when_text")}</SettingRow>
        <SettingRow label={t("backup.rule")}>{ruleText(list.rule)}</SettingRow>
        <Places places={list.places} />
      </SettingGroup>
      <SettingGroup id="backups" title={t("backup.list")}>
        {list.backups.length === 0 ? (
          <p className="setting-note">{t("backup.none")}</p>
        ) : (
          <BackupTable backups={list.backups} />
        )}
        <p className="backup-other">
          <Link className="link" to="/restore" search={{}}>
            {t("backup.other")}
          </Link>
        </p>
      </SettingGroup>
      <KeptBooks />
    </>
  );
}

function Last({ list }: { list: BackupList }) {
  const busy = useBackupRunning();
  const last = list.backups.find((backup) => backup.state !== "damaged");
  const act = (
    <Button kind="primary" isPending={busy} onPress={() => void backUpNow()}>
      {t(busy ? "backup.running" : "backup.now")}
    </Button>
  );
  if (!last) {
    return (
      <SettingRow label={t("backup.last")} hint={t("backup.last_none_hint")} act={act}>
        <State kind="waiting">{t("backup.last_none")}</State>
      </SettingRow>
    );
  }
  const at = formatMoment(last.at);
  const where = t("backup.last_where", {
    place: t(`backup.places.${last.place}`),
    size: formatSize(last.size_bytes),
    invoices: last.invoices,
  });
  return (
    <SettingRow label={t("backup.last")} hint={where} act={act}>
      <State kind={stateOf(last).kind}>{t("backup.last_good", { at })}</State>
    </SettingRow>
  );
}
