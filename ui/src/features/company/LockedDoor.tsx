import type { CompanySummary } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { Icon } from "../../shared/Icon.tsx";
import { t } from "../../shared/i18n.ts";
import { useUnlock } from "./opening.ts";
import { UnlockFields } from "./UnlockFields.tsx";

/** The door of a book that was locked: its company, and the key to go on. */
export function LockedDoor({
  company,
  onOpened,
  onOther,
}: {
  company: CompanySummary;
  onOpened: () => void;
  /** To the companies of this machine. */
  onOther: () => void;
}) {
  const unlock = useUnlock(company, null, onOpened);
  return (
    <section className="locked" aria-labelledby="locked-company" data-testid="locked-door">
      <header className="door-head">
        <p className="locked-word">
          <Icon name="lock" />
          {t("company.locked.title")}
        </p>
        <h1 id="locked-company">{company.name}</h1>
        <p className="quiet">{company.business_number}</p>
      </header>
      <UnlockFields unlock={unlock} />
      <div className="door-acts">
        <Button
          kind="primary"
          autoFocus={unlock.way === "keyring"}
          isPending={unlock.busy}
          isDisabled={!unlock.ready}
          onPress={() => void unlock.submit()}
        >
          {t("company.unlock.open")}
        </Button>
        <Button kind="plain" onPress={onOther}>
          {t("company.locked.other")}
        </Button>
      </div>
      <p className="hint">{t("company.locked.kept")}</p>
    </section>
  );
}
