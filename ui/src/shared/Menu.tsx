import type { ReactElement, ReactNode } from "react";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Header,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from "react-aria-components";
import { Icon, type IconName } from "./Icon.tsx";
import "./overlay.css";

/** One thing a menu offers. */
export interface MenuEntry {
  id: string;
  text: string;
  icon?: IconName;
  /** A second, quieter word at the right: a key or a state. */
  note?: string | undefined;
  /** A check mark at the left; give it to all entries of a choice. */
  chosen?: boolean;
  danger?: boolean;
  disabled?: boolean;
  act: () => void;
}

/** Entries under a heading; groups are parted by a line. */
export interface MenuGroup {
  id: string;
  title?: string;
  entries: MenuEntry[];
}

function Entry({ entry }: { entry: MenuEntry }) {
  const mark = entry.chosen === undefined ? entry.icon : entry.chosen ? "check" : undefined;
  const markless = entry.chosen === undefined && !entry.icon;
  return (
    <AriaMenuItem
      id={entry.id}
      className={entry.danger ? "menu-item danger" : "menu-item"}
      textValue={entry.text}
      isDisabled={entry.disabled ?? false}
      onAction={entry.act}
    >
      {markless ? null : <span className="menu-mark">{mark ? <Icon name={mark} /> : null}</span>}
      <span className="menu-text">{entry.text}</span>
      {entry.chosen ? <span className="unseen">✓</span> : null}
      {entry.note ? <small>{entry.note}</small> : null}
    </AriaMenuItem>
  );
}

/** A menu that opens from its button: `<Menu label groups>` around the button. */
export function Menu({
  label,
  groups,
  children,
  placement = "bottom start",
  head,
}: {
  label: string;
  groups: MenuGroup[];
  children: ReactElement;
  placement?: "bottom start" | "bottom end" | "top start" | "right top";
  head?: ReactNode;
}) {
  const shown = groups.filter((group) => group.entries.length > 0);
  return (
    <MenuTrigger>
      {children}
      <Popover className="popover menu-popover" placement={placement} offset={4}>
        {head}
        <AriaMenu className="menu" aria-label={label}>
          {shown.map((group, index) => (
            <MenuSection key={group.id} id={group.id} aria-label={group.title ?? label}>
              {index > 0 ? <Separator className="menu-line" /> : null}
              {group.title ? <Header className="menu-title">{group.title}</Header> : null}
              {group.entries.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
