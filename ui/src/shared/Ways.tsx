import { Radio, RadioGroup } from "react-aria-components";
import "./field.css";

/** One of several ways, each with a sentence of its own. */
export function Ways<Word extends string>({
  label,
  value,
  onChange,
  ways,
}: {
  label: string;
  value: Word;
  onChange: (value: Word) => void;
  ways: readonly { id: Word; text: string; hint: string }[];
}) {
  return (
    <RadioGroup
      className="ways"
      aria-label={label}
      value={value}
      onChange={(next) => onChange(next as Word)}
    >
      {ways.map(({ id, text, hint }) => (
        <Radio key={id} value={id} className="way">
          <span className="way-dot" aria-hidden="true" />
          <span>
            <b>{text}</b>
            <small>{hint}</small>
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
