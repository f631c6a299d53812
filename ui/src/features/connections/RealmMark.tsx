import type { RemoteRealm } from "../../api/generated.ts";
import { t } from "../../shared/i18n.ts";

/** Which of a remote's two is called: a dashed mark for the stand-in, a full one for the real. */
export function RealmMark({ realm }: { realm: RemoteRealm }) {
  return (
    <span className={`realm ${realm}`}>
      <i aria-hidden="true" />
      {t(`remotes.realm.${realm}`)}
    </span>
  );
}
