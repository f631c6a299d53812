import { useState } from "react";
import { putSecret, useCommand } from "../../api/client.ts";
import type { RemoteSystemView, SecretSlot } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { TextField } from "../../shared/Field.tsx";
import { formatMoment } from "../../shared/format.ts";
import { t, textOf } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { serviceText } from "../../shared/remotes.ts";
import { Sheet } from "../../shared/Sheet.tsx";
import { useRun } from "../../shared/SheetForm.tsx";
import { State } from "../../shared/State.tsx";
import { RealmMark } from "./RealmMark.tsx";

/** 설정 of one remote: where it is called, and its keys. */
export function SetUpSheet({ view, onClose }: { view: RemoteSystemView; onClose: () => void }) {
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("connections.set_up.title", { service: serviceText(view.service) })}
      width={480}
      actions={<Button onPress={onClose}>{t("shared.close")}</Button>}
    >
      <div className="sheet-fields" data-testid="set-up">
        <Place view={view} />
        {view.service === "popbill" ? <Place view={view} part="auth" /> : null}
        {view.secrets.length > 0 ? (
          <section className="consent-standing">
            <h3>{t("connections.set_up.secrets")}</h3>
            <p className="quiet">{t("connections.set_up.secrets_note")}</p>
            {view.secrets.map((slot) => (
              <Slot key={slot.name} view={view} slot={slot} />
            ))}
          </section>
        ) : null}
      </div>
    </Sheet>
  );
}

/** Where it is called; blank is the usual address. */
function Place({ view, part }: { view: RemoteSystemView; part?: "auth" }) {
  const place = useCommand("remote.place");
  const kept = view.address_set && part === undefined ? view.address : null;
  const [address, setAddress] = useState(kept ?? "");
  const wanted = address.trim() === "" ? null : address.trim();
  const save = () => place.mutate({ service: view.service, part: part ?? null, address: wanted });
  return (
    <>
      {part ? null : (
        <p>
          <RealmMark realm={view.realm} />{" "}
          <span className="quiet">{t(`connections.set_up.${view.realm}_note`)}</span>
        </p>
      )}
      <div className="field-and-act">
        <TextField
          label={t(part ? "connections.set_up.auth_address" : "connections.set_up.addresses")}
          hint={part ? undefined : t("connections.set_up.usual", { address: view.address })}
          value={address}
          onChange={setAddress}
          onEnter={save}
          width={300}
        />
        <Button
          small
          isPending={place.isPending}
          isDisabled={part === undefined && wanted === kept}
          onPress={save}
        >
          {t("connections.secret_save")}
        </Button>
      </div>
      {place.error ? <Problem error={place.error} /> : null}
    </>
  );
}

function Slot({ view, slot }: { view: RemoteSystemView; slot: SecretSlot }) {
  const [typed, setTyped] = useState<string | null>(null);
  const keep = useCommand("remote.secret");
  const { busy, error, run } = useRun();
  const label = textOf(`connections.secret.${slot.name}`) ?? slot.name;
  const at = { service: view.service, name: slot.name };
  const save = () =>
    void run(async () => {
      const ticket = await putSecret(typed ?? "");
      await keep.mutateAsync({ ...at, ticket });
      setTyped(null);
    });
  const forget = () => void run(async () => void (await keep.mutateAsync({ ...at, ticket: null })));
  const kept = slot.kept_at !== null;
  return (
    <div className="secret-slot" data-secret={slot.name}>
      <b>{label}</b>
      <State kind={kept ? "good" : "waiting"}>
        {kept
          ? t("connections.secret_kept", { at: formatMoment(slot.kept_at) })
          : t("connections.secret_none")}
      </State>
      {typed === null ? (
        <span className="report-acts push">
          <Button
            small
            aria-label={t(kept ? "connections.secret_replace_of" : "connections.secret_put_of", {
              name: label,
            })}
            onPress={() => setTyped("")}
          >
            {t(kept ? "connections.secret_replace" : "connections.secret_put")}
          </Button>
          {kept ? (
            <Button
              small
              aria-label={t("connections.secret_forget_of", { name: label })}
              isPending={busy}
              onPress={forget}
            >
              {t("connections.secret_forget")}
            </Button>
          ) : null}
        </span>
      ) : (
        <div className="field-and-act slot-entry">
          <TextField
            kind="password"
            label={label}
            hideLabel
            value={typed}
            onChange={setTyped}
            onEnter={typed === "" ? undefined : save}
            width={240}
            autoFocus
          />
          <Button small isPending={busy} isDisabled={typed === ""} onPress={save}>
            {t("connections.secret_save")}
          </Button>
          <Button small onPress={() => setTyped(null)}>
            {t("shared.cancel")}
          </Button>
        </div>
      )}
      {error ? <Problem error={error} /> : null}
    </div>
  );
}
