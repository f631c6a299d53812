import type { ReactNode } from "react";
import { Header, ListBox, ListBoxItem, ListBoxSection } from "react-aria-components";
import { Icon } from "./Icon.tsx";
import "./overlay.css";

export interface Choice {
  id: string;
  text: string;
}

export interface ChoiceGroup {
  id: string;
  title?: string;
  choices: readonly Choice[];
}

interface ChoicesProps {
  label: string;
  groups: readonly ChoiceGroup[];
  chosen: readonly string[];
  onChoose: (ids: string[]) => void;
  /** Several at once; otherwise choosing one is the answer. */
  several?: boolean;
}

/** The choices of a filter, by arrow keys and first letters as by mouse. */
export function Choices({ label, groups, chosen, onChoose, several }: ChoicesProps) {
  return (
    <ListBox
      className="choices"
      aria-label={label}
      autoFocus
      selectionMode={several ? "multiple" : "single"}
      disallowEmptySelection={!several}
      selectedKeys={chosen}
      onSelectionChange={(keys) => onChoose(keys === "all" ? [] : [...keys].map(String))}
    >
      {groups.map((group) => (
        <ListBoxSection key={group.id} id={group.id} aria-label={group.title ?? label}>
          {group.title ? <Header className="menu-title">{group.title}</Header> : null}
          {group.choices.map(({ id, text }) => (
            <ListBoxItem key={id} id={id} textValue={text} className="menu-item">
              {({ isSelected }) => <Marked on={isSelected}>{text}</Marked>}
            </ListBoxItem>
          ))}
        </ListBoxSection>
      ))}
    </ListBox>
  );
}

function Marked({ on, children }: { on: boolean; children: ReactNode }) {
  return (
    <>
      <span className="menu-mark">{on ? <Icon name="check" /> : null}</span>
      <span className="menu-text">{children}</span>
    </>
  );
}
