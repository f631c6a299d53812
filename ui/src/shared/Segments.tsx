import { Radio, RadioGroup } from "react-aria-components";
import "./field.css";

/** One of a few words, side by side. */
export function Segments<Word extends string>({
  label,
  value,
  onChange,
  words,
  autoFocus,
}: {
  label: string;
  value: Word;
  onChange: (value: Word) => void;
  words: readonly { id: Word; text: string }[];
  autoFocus?: boolean;
}) {
  return (
    <RadioGroup
      aria-label={label}
      orientation="horizontal"
      className="segments"
      value={value}
      onChange={(next) => onChange(next as Word)}
    >
      {words.map((word) => (
        <Radio
          key={word.id}
          value={word.id}
          className="segment"
          autoFocus={(autoFocus ?? false) && word.id === value}
        >
          {word.text}
        </Radio>
      ))}
    </RadioGroup>
  );
}
