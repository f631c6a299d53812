import type { CompanySummary, ErrorView } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { t } from "../../shared/i18n.ts";
import { Sheet } from "../../shared/Sheet.tsx";
import { useUnlock } from "./opening.ts";
import { UnlockFields } from "./UnlockFields.tsx";

/** Opens a book by its passphrase, or by the recovery key when that or the keyring is gone. */
export function UnlockSheet({
  company,
  failure,
  onClose,
  onOpened,
}: {
  company: CompanySummary;
  /** Why the keyring did not open it. */
  failure: ErrorView | null;
  onClose: () => void;
  onOpened: () => void;
}) {
  const unlock = useUnlock(company, failure, onOpened);
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("company.unlock.title", { name: company.name })}
      note={company.business_number}
      actions={
        <>
          <Button onPress={onClose}>{t("shared.cancel")}</Button>
          <Button
            kind="primary"
            isPending={unlock.busy}
            isDisabled={!unlock.ready}
            onPress={() => void unlock.submit()}
          >
            {t("company.unlock.open")}
          </Button>
        </>
      }
    >
      <UnlockFields unlock={unlock} />
    </Sheet>
  );
}
