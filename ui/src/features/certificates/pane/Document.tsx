import { useState } from "react";
import { useCommand } from "../../../api/client.ts";
import type { CertificateList, CertificateRow, CertificateView } from "../../../api/generated.ts";
import { Button, IconButton } from "../../../shared/Button.tsx";
import { Icon } from "../../../shared/Icon.tsx";
import { t } from "../../../shared/i18n.ts";
import { Menu, type MenuEntry, type MenuGroup } from "../../../shared/Menu.tsx";
import { Problem } from "../../../shared/Problem.tsx";
import { showToast } from "../../../shared/toasts.ts";
import type { Act, Asked } from "../acts.ts";
import { faultOf } from "../listing.ts";
import { ActSheet } from "../sheets/ActSheet.tsx";
import { faultText, kindText } from "../words.ts";
import { Checks } from "./Checks.tsx";
import { Copies } from "./Copies.tsx";
import { Facts } from "./Facts.tsx";
import { Life } from "./Life.tsx";

/** One certificate: what can be done, how long it serves, what was checked, what it says. */
export function Document({ view, list }: { view: CertificateView; list: CertificateList }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const { row } = view;
  return (
    <article className="certificate" data-testid="certificate">
      <Head row={row} onAct={(act) => setAsked({ act })} />
      <Notice row={row} demoPassword={list.demo_password} />
      <Life row={row} />
      <Checks view={view} />
      <Facts view={view} />
      <Copies row={row} onAct={(act, path) => setAsked({ act, path })} />
      {asked ? (
        <ActSheet asked={asked} view={view} list={list} onClose={() => setAsked(null)} />
      ) : null}
    </article>
  );
}

function Head({ row, onAct }: { row: CertificateRow; onAct: (act: Act) => void }) {
  const choice = useDefault(row);
  const entry = (act: Act, danger = false): MenuEntry => ({
    id: act,
    text: t(`certificates.act.${act}`),
    danger,
    disabled: !row.usable && act !== "delete",
    act: () => onAct(act),
  });
  const groups: MenuGroup[] = [
    {
      id: "use",
      title: t("certificates.act.group_use"),
      entries: [
        {
          id: "default",
          text: t(row.is_default ? "certificates.act.default_not" : "certificates.act.default"),
          act: choice.turn,
        },
        entry("test"),
        entry("owner"),
      ],
    },
    {
      id: "carry",
      title: t("certificates.act.group_carry"),
      entries: [entry("copy"), entry("export")],
    },
    {
      id: "protect",
      title: t("certificates.act.group_protect"),
      entries: [entry("password"), entry("reencrypt"), entry("delete", true)],
    },
  ];
  return (
    <header className="certificate-head">
      <div>
        <h2 className="section-title">{row.owner}</h2>
        <p className="quiet">
          {kindText(row.kind)} · {row.issuer}
        </p>
      </div>
      <Button small isDisabled={!row.usable} onPress={() => onAct("test")}>
        {t("certificates.act.test")}
      </Button>
      <Button small isDisabled={!row.usable} onPress={() => onAct("export")}>
        {t("certificates.act.export")}
      </Button>
      <Menu label={t("certificates.pane.more")} groups={groups} placement="bottom end">
        <IconButton icon="dots" label={t("certificates.pane.more")} />
      </Menu>
      {choice.error ? <Problem error={choice.error} /> : null}
    </header>
  );
}

/** Makes it the one the open company signs with, or takes that back. */
function useDefault(row: CertificateRow) {
  const choose = useCommand("certificate.set_default");
  const turn = () => {
    const id = row.is_default ? null : row.id;
    choose.mutate(
      { id },
      {
        onSuccess: () =>
          void showToast({
            text: id
              ? t("certificates.act.default_done", { owner: row.owner })
              : t("certificates.act.default_not_done"),
          }),
      },
    );
  };
  return { turn, error: choose.error };
}

/** What must be known before anything else: it expires, it has, it cannot be used, it is not real. */
function Notice({ row, demoPassword }: { row: CertificateRow; demoPassword: string | null }) {
  const words = noticeWords(row);
  return (
    <>
      {words ? (
        <div className={words.bad ? "notice bad" : "notice"} role="note">
          <Icon name="warning" />
          <p>
            <b>{words.title}</b>
            {words.body}
          </p>
        </div>
      ) : null}
      {row.simulated ? (
        <p className="certificate-simulated">
          <Icon name="info" />
          <span>
            <b>{t("certificates.pane.simulated")}</b> {t("certificates.pane.simulated_note")}
            {demoPassword
              ? ` ${t("certificates.pane.demo_password", { word: demoPassword })}`
              : null}
          </span>
        </p>
      ) : null}
    </>
  );
}

interface NoticeWords {
  title: string;
  body?: string;
  bad?: boolean;
}

function noticeWords(row: CertificateRow): NoticeWords | null {
  const { state, notice, days_left: days, valid_from, valid_until: date } = row;
  if (state === "expired") {
    return {
      title: t("certificates.notice.expired", { date }),
      body: t("certificates.notice.expired_body"),
      bad: true,
    };
  }
  const fault = faultOf({ type: "certificate", key: row.id, row });
  if (!row.usable) {
    return {
      title: t("certificates.notice.unusable"),
      body: t("certificates.notice.unusable_body", { fault: fault ? faultText(fault) : "" }),
      bad: true,
    };
  }
  if (state === "not_yet") return { title: t("certificates.notice.not_yet", { date: valid_from }) };
  if (notice === null) return null;
  return {
    title: days === 0 ? t("certificates.notice.today") : t("certificates.notice.soon", { days }),
    body: t("certificates.notice.soon_body", { date }),
  };
}
