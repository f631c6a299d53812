import { t } from "../shared/i18n.ts";
import { KeyTable } from "../shared/KeyTable.tsx";
import { Sheet } from "../shared/Sheet.tsx";
import { useKeyProfile } from "../shared/useKeyProfile.ts";
import { showOverlay } from "./overlays.ts";

/** All keys of the chosen profile (F1). */
export function KeysSheet({ open }: { open: boolean }) {
  const [profile] = useKeyProfile();
  return (
    <Sheet
      open={open}
      onClose={() => showOverlay(null)}
      title={t("app.keys.title")}
      note={t("app.keys.profile", { name: t(`settings.keys.profiles.${profile}`) })}
    >
      <KeyTable profiles={[profile]} />
    </Sheet>
  );
}
