import { TextField } from "./Field.tsx";
import { otherWay, type useGivenKey } from "./givenKey.ts";
import { t } from "./i18n.ts";

interface KeyFieldsProps {
  given: ReturnType<typeof useGivenKey>;
  onEnter: () => void;
  autoFocus?: boolean;
  width?: number;
}

/** The field of a passphrase or of a recovery key. */
export function KeyField({ given, onEnter, autoFocus, width }: KeyFieldsProps) {
  const { way } = given;
  return (
    <TextField
      key={way}
      kind="password"
      autoComplete="off"
      label={t(`restore.key.${way}`)}
      hint={way === "recovery" ? t("restore.key.recovery_hint") : undefined}
      value={given.secret}
      onChange={given.type}
      onEnter={onEnter}
      {...(autoFocus === undefined ? {} : { autoFocus })}
      {...(width === undefined ? {} : { width })}
    />
  );
}

/** Turns to the other of the two ways. */
export function OtherKey({ given }: Pick<KeyFieldsProps, "given">) {
  return (
    <button type="button" className="link" onClick={given.turn}>
      {t(`restore.key.with_${otherWay(given.way)}`)}
    </button>
  );
}
