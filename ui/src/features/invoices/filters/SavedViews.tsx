import { useState } from "react";
import { Button } from "../../../shared/Button.tsx";
import { TextField } from "../../../shared/Field.tsx";
import { t } from "../../../shared/i18n.ts";
import { Menu } from "../../../shared/Menu.tsx";
import { Sheet } from "../../../shared/Sheet.tsx";
import { showToast } from "../../../shared/toasts.ts";
import { useSetting } from "../../../shared/useSetting.ts";
import { type InvoicesAddress, narrows } from "../address.ts";
import { readViews, type SavedView, viewsWith, viewsWithout } from "../savedViews.ts";

const NO_VIEWS: SavedView[] = [];

interface SavedViewsProps {
  address: InvoicesAddress;
  onView: (address: InvoicesAddress) => void;
  onClear: () => void;
}

/** Views by name: what narrows the list and how it is ordered, kept on this machine. */
export function SavedViews({ address, onView, onClear }: SavedViewsProps) {
  const [views, setViews] = useSetting<SavedView[]>("invoices.views", NO_VIEWS, readViews);
  const [naming, setNaming] = useState(false);
  const remove = (view: SavedView) => {
    setViews(viewsWithout(views, view.name));
    showToast({
      text: t("invoices.views.removed", { name: view.name }),
      action: { text: t("shared.undo"), act: () => setViews(views) },
    });
  };
  return (
    <>
      <Menu
        label={t("invoices.views.menu")}
        placement="bottom end"
        groups={[
          {
            id: "views",
            title: views.length > 0 ? t("invoices.views.saved") : t("invoices.views.none"),
            entries: views.map((view) => ({
              id: `view-${view.name}`,
              text: view.name,
              icon: "bookmark",
              act: () => onView(view.address),
            })),
          },
          {
            id: "acts",
            entries: [
              {
                id: "save",
                text: t("invoices.views.save"),
                icon: "plus",
                act: () => setNaming(true),
              },
              ...(narrows(address)
                ? [
                    {
                      id: "clear",
                      text: t("invoices.filter.clear"),
                      icon: "close" as const,
                      act: onClear,
                    },
                  ]
                : []),
            ],
          },
          {
            id: "remove",
            entries: views.map((view) => ({
              id: `remove-${view.name}`,
              text: t("invoices.views.remove", { name: view.name }),
              danger: true,
              act: () => remove(view),
            })),
          },
        ]}
      >
        <Button small kind="plain" icon="bookmark">
          {t("invoices.views.menu")}
        </Button>
      </Menu>
      {naming ? (
        <NameSheet
          onClose={() => setNaming(false)}
          onSave={(name) => {
            setViews(viewsWith(views, name, address));
            setNaming(false);
            showToast({ text: t("invoices.views.done", { name }) });
          }}
        />
      ) : null}
    </>
  );
}

function NameSheet({ onClose, onSave }: { onClose: () => void; onSave: (name: string) => void }) {
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const save = () => {
    if (name.trim() === "") setMissing(true);
    else onSave(name.trim());
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={t("invoices.views.save")}
      actions={
        <Button kind="primary" onPress={save}>
          {t("invoices.views.save")}
        </Button>
      }
    >
      <TextField
        label={t("invoices.views.name")}
        hint={t("invoices.views.name_hint")}
        error={missing && name.trim() === "" ? t("invoices.views.name_missing") : null}
        value={name}
        onChange={setName}
        onEnter={save}
        autoFocus
      />
    </Sheet>
  );
}
