import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import type { CompanySummary, ErrorView } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { Dialog } from "../../shared/Dialog.tsx";
import { formatMoment } from "../../shared/format.ts";
import type { GivenKey } from "../../shared/givenKey.ts";
import { Icon } from "../../shared/Icon.tsx";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { BeforeUpgrade } from "./BeforeUpgrade.tsx";
import { type Holder, holderOf } from "./holder.ts";
import type { OpenWish } from "./opening.ts";

interface OpenFailureProps {
  error: ErrorView;
  company: CompanySummary;
  busy: boolean;
  /** The key that was tried; null where the keyring was. */
  tried: GivenKey | null;
  onAgain: (wish: OpenWish) => void;
  /** The book is one of this program again. */
  onRolledBack: () => void;
}

/** Why a book did not open, with the one thing that helps: who holds it, or the last good backup. */
export function OpenFailure(props: OpenFailureProps) {
  const { error, company, busy, onAgain } = props;
  const holder = holderOf(error);
  if (holder) return <Held holder={holder} busy={busy} onAgain={onAgain} />;
  return (
    <>
      <Problem error={error} />
      {error.code === "book.damaged" || error.code === "book.not_found" ? (
        <LastGood company={company} />
      ) : null}
      {error.code === "book.newer_schema" ? (
        <BeforeUpgrade company={company} tried={props.tried} onDone={props.onRolledBack} />
      ) : null}
    </>
  );
}

/** Who has the book open, since when, and what can be done about it. */
function Held({
  holder,
  busy,
  onAgain,
}: {
  holder: Holder;
  busy: boolean;
  onAgain: (wish: OpenWish) => void;
}) {
  const [asking, setAsking] = useState(false);
  const { owner, host, program, since, elsewhere } = holder;
  return (
    <div className="held" role="alert" data-testid="held">
      <p className="held-what">
        <Icon name="lock" />
        {t("company.holder.what")}
      </p>
      <dl className="held-facts">
        <dt>{t("company.holder.program")}</dt>
        <dd>{program}</dd>
        <dt>{t("company.holder.host")}</dt>
        <dd>{host}</dd>
        <dt>{t("company.holder.owner")}</dt>
        <dd>{owner}</dd>
        <dt>{t("company.holder.since")}</dt>
        <dd>{since}</dd>
      </dl>
      <p>{t(elsewhere ? "company.holder.todo_elsewhere" : "company.holder.todo_here")}</p>
      <p className="held-acts">
        <Button small isPending={busy} onPress={() => onAgain({ readOnly: true })}>
          {t("company.holder.read")}
        </Button>
        {elsewhere ? (
          <Button small kind="danger" isPending={busy} onPress={() => setAsking(true)}>
            {t("company.holder.take_over")}
          </Button>
        ) : null}
      </p>
      <Dialog
        open={asking}
        danger
        title={t("company.holder.ask", { host })}
        act={t("company.holder.take_over")}
        onAct={() => {
          setAsking(false);
          onAgain({ takeOver: true });
        }}
        onClose={() => setAsking(false)}
      >
        <p>{t("company.holder.ask_body", { host })}</p>
      </Dialog>
    </div>
  );
}

/** The newest backup that can be used, offered where the book cannot. */
function LastGood({ company }: { company: CompanySummary }) {
  const { data: list } = useQueryOf("backup.list", { company: company.id });
  const good = list?.backups.find((backup) => backup.state === "verified");
  if (!list) return null;
  if (!good) {
    return (
      <p className="last-good">
        {t("company.damaged.no_backup")}{" "}
        <Link className="link" to="/restore" search={{ company: company.id }}>
          {t("company.damaged.look")}
        </Link>
      </p>
    );
  }
  const at = formatMoment(good.at);
  return (
    <div className="last-good" data-testid="last-good">
      <p>{t("company.damaged.backup", { at, invoices: good.invoices })}</p>
      <Link className="btn" to="/restore" search={{ company: company.id, path: good.path }}>
        {t("company.damaged.restore")}
      </Link>
    </div>
  );
}
