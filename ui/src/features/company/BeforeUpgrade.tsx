import { useState } from "react";
import { useCommand } from "../../api/client.ts";
import type { CompanySummary, ErrorView } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { Button } from "../../shared/Button.tsx";
import { Dialog } from "../../shared/Dialog.tsx";
import { type GivenKey, isOfKey, ticketsOf, useGivenKey } from "../../shared/givenKey.ts";
import { t } from "../../shared/i18n.ts";
import { KeyField, OtherKey } from "../../shared/KeyFields.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { showToast } from "../../shared/toasts.ts";

interface BeforeUpgradeProps {
  company: CompanySummary;
  /** The key that was tried at the door; the backup mostly opens by the same. */
  tried: GivenKey | null;
  onDone: () => void;
}

/** A book of a newer program: the backup that was made before it was changed. */
export function BeforeUpgrade(props: BeforeUpgradeProps) {
  const [asking, setAsking] = useState(false);
  return (
    <div className="last-good" data-testid="before-upgrade">
      <p>{t("company.upgrade.what")}</p>
      <Button onPress={() => setAsking(true)}>{t("company.upgrade.back")}</Button>
      {asking ? <RollBack {...props} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

/** Asks once. The backup has a key of its own time: what opened it then is asked for here. */
function RollBack(props: BeforeUpgradeProps & { onClose: () => void }) {
  const { company, tried, onDone, onClose } = props;
  const given = useGivenKey(tried ?? undefined);
  const [wantsKey, setWantsKey] = useState(company.protection === "passphrase");
  const [error, setError] = useState<ErrorView | null>(null);
  const [busy, setBusy] = useState(false);
  const back = useCommand("upgrade.roll_back");
  const act = async () => {
    if (busy || (wantsKey && !given.typed)) return;
    setBusy(true);
    setError(null);
    try {
      const tickets = await ticketsOf(wantsKey ? given.key : null);
      const job = `upgrade-${crypto.randomUUID()}`;
      await back.mutateAsync({ job, company: company.id, ...tickets });
      showToast({ text: t("company.upgrade.done") });
      onClose();
      onDone();
    } catch (reason) {
      const failed = toErrorView(reason);
      const asks = isOfKey(failed) && !company.demo;
      // That a key is wanted is no failure; a wrong one is.
      setError(asks && !wantsKey ? null : failed);
      setWantsKey(asks || wantsKey);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      danger
      title={t("company.upgrade.ask")}
      act={t("company.upgrade.back")}
      onAct={() => void act()}
      onClose={onClose}
      busy={busy}
    >
      <p>{t("company.upgrade.ask_body")}</p>
      {wantsKey ? (
        <div className="dialog-field">
          <KeyField given={given} onEnter={() => void act()} />
          <OtherKey given={given} />
        </div>
      ) : null}
      {error ? <Problem error={error} /> : null}
    </Dialog>
  );
}
