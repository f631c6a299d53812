import { TextField } from "../../shared/Field.tsx";
import { isOfKey } from "../../shared/givenKey.ts";
import { t } from "../../shared/i18n.ts";
import { OpenFailure } from "./OpenFailure.tsx";
import type { Unlock } from "./opening.ts";

/** The secret of the chosen way, why it did not open, and the other way in. */
export function UnlockFields({ unlock }: { unlock: Unlock }) {
  const { way, error } = unlock;
  // Where the key was not the reason, another key is no help.
  const other = error && !isOfKey(error) ? null : unlock.other;
  return (
    <div className="unlock">
      {way === "keyring" ? null : (
        <TextField
          key={way}
          kind="password"
          autoComplete={way === "passphrase" ? "current-password" : "off"}
          label={t(`company.unlock.${way}`)}
          hint={way === "recovery" ? t("company.unlock.recovery_hint") : undefined}
          value={unlock.secret}
          onChange={unlock.setSecret}
          onEnter={() => void unlock.submit()}
          autoFocus
        />
      )}
      {unlock.error ? (
        <OpenFailure
          error={unlock.error}
          company={unlock.company}
          busy={unlock.busy}
          tried={way === "keyring" ? null : { way, secret: unlock.secret }}
          onRolledBack={unlock.settle}
          onAgain={(wish) => void unlock.submit(wish)}
        />
      ) : null}
      {other ? (
        <button type="button" className="link" onClick={() => unlock.turn(other)}>
          {t(`company.unlock.with_${other}`)}
        </button>
      ) : null}
    </div>
  );
}
