import { IconButton } from "./Button.tsx";
import { Icon } from "./Icon.tsx";
import { t } from "./i18n.ts";
import { dismissToast, useToasts } from "./toasts.ts";
import "./overlay.css";

/** Where toasts stand: above the status bar, read aloud politely. */
export function Toasts() {
  const toasts = useToasts();
  return (
    <section className="toasts" aria-label={t("shared.toasts")} aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={`toast ${toast.kind}`}>
          <Icon name={toast.kind === "done" ? "check" : "warning"} />
          <span>{toast.text}</span>
          {toast.action ? (
            <button
              type="button"
              className="link"
              onClick={() => {
                toast.action?.act();
                dismissToast(toast.id);
              }}
            >
              {toast.action.text}
            </button>
          ) : null}
          <IconButton
            plain
            icon="close"
            label={t("shared.close")}
            onPress={() => dismissToast(toast.id)}
          />
        </div>
      ))}
    </section>
  );
}
