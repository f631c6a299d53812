import { useState } from "react";
import { TextField } from "../../shared/Field.tsx";
import { t } from "../../shared/i18n.ts";
import { strengthOf } from "../../shared/strength.ts";

/** A passphrase typed twice. What the core refuses is its own rule; here stands what it told. */
export function useNewPassphrase(min: number) {
  const [value, setValue] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const short = [...value].length < min;
  const differs = value !== again;
  return {
    value,
    setValue,
    again,
    setAgain,
    good: !short && !differs,
    check: () => setTried(true),
    shortError: short && tried ? t("protection.change_sheet.short", { min }) : null,
    differsError: differs && (tried || again !== "") ? t("protection.change_sheet.differs") : null,
  };
}

/** The two fields of a new passphrase. */
export function NewPassphrase({ next }: { next: ReturnType<typeof useNewPassphrase> }) {
  return (
    <>
      <TextField
        kind="password"
        autoComplete="new-password"
        label={t("protection.change_sheet.next")}
        hint={t(`company.strength.${strengthOf(next.value)}`)}
        error={next.shortError}
        value={next.value}
        onChange={next.setValue}
      />
      <TextField
        kind="password"
        autoComplete="new-password"
        label={t("protection.change_sheet.again")}
        error={next.differsError}
        value={next.again}
        onChange={next.setAgain}
      />
    </>
  );
}
