import { t } from "./i18n.ts";
import { Kbd } from "./Kbd.tsx";
import { actions, type KeyProfile, keysOf } from "./keys.ts";
import "./keyTable.css";

/** Keys that are the same in every profile: those of lists and forms. */
const fixed = [
  ["rows", ["↑", "↓", "PgUp", "PgDn", "Home", "End"]],
  ["open", ["Enter"]],
  ["select", ["Space", "Shift+↑↓"]],
  ["select_all", ["Ctrl+A"]],
  ["copy", ["Ctrl+C"]],
  ["next_field", ["Enter"]],
  ["previous_field", ["Shift+Enter"]],
] as const;

/** The one table of actions and keys, for one profile or several side by side. */
export function KeyTable({
  profiles,
  chosen,
}: {
  profiles: readonly KeyProfile[];
  /** The profile in force, marked when several are shown. */
  chosen?: KeyProfile;
}) {
  return (
    <table className="key-table">
      <thead>
        <tr>
          <th scope="col">{t("settings.keys.action")}</th>
          {profiles.map((profile) => (
            <th key={profile} scope="col" className={profile === chosen ? "chosen" : undefined}>
              {t(`settings.keys.profiles.${profile}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {actions.map((action) => (
          <tr key={action}>
            <th scope="row">{t(`settings.keys.actions.${action}`)}</th>
            {profiles.map((profile) => (
              <td key={profile} className={profile === chosen ? "chosen" : undefined}>
                {keysOf(action, profile).map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </td>
            ))}
          </tr>
        ))}
        {fixed.map(([action, keys]) => (
          <tr key={action}>
            <th scope="row">{t(`settings.keys.actions.${action}`)}</th>
            <td colSpan={profiles.length}>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
