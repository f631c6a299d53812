import type { RefObject } from "react";
import { Chip } from "../../shared/Chip.tsx";
import { Choices } from "../../shared/Choices.tsx";
import { FilterSearch } from "../../shared/FilterSearch.tsx";
import { t } from "../../shared/i18n.ts";
import { type CertificatesAddress, GROUPS, KINDS, type LooseAddress, PLACES } from "./address.ts";
import { kindText, placeText } from "./words.ts";

interface FilterLineProps {
  address: CertificatesAddress;
  /** Kinds that were found: others would narrow to nothing. */
  kinds: ReadonlySet<string>;
  onChange: (part: LooseAddress) => void;
  /** From the search field on to the rows. */
  onRows: () => void;
  search: RefObject<HTMLInputElement | null>;
}

/** What narrows the list, as chips in one line. */
export function FilterLine(props: FilterLineProps) {
  const { address, kinds, onChange } = props;
  return (
    <>
      <WordChip
        label={t("certificates.filter.state")}
        chosen={address.group}
        words={GROUPS}
        textOf={(group) => t(`certificates.groups.${group}`)}
        onChoose={(group) => onChange({ group })}
      />
      <WordChip
        label={t("certificates.filter.kind")}
        chosen={address.kind}
        words={KINDS.filter((kind) => kinds.has(kind) || kind === address.kind)}
        textOf={kindText}
        onChoose={(kind) => onChange({ kind })}
      />
      <WordChip
        label={t("certificates.filter.place")}
        chosen={address.place}
        words={PLACES}
        textOf={placeText}
        onChoose={(place) => onChange({ place })}
      />
      <span className="filter-gap" />
      <FilterSearch
        q={props.address.q}
        onChange={(q) => props.onChange({ q })}
        onRows={props.onRows}
        search={props.search}
        label={t("certificates.search")}
        width={240}
      />
    </>
  );
}

interface WordChipProps<Word extends string> {
  label: string;
  chosen: Word | undefined;
  words: readonly Word[];
  textOf: (word: Word) => string;
  onChoose: (word: Word | undefined) => void;
}

/** One of a few words, or all of them. */
function WordChip<Word extends string>(props: WordChipProps<Word>) {
  const { label, chosen, words, textOf, onChoose } = props;
  const all = t("certificates.filter.all");
  return (
    <Chip
      label={label}
      value={chosen ? textOf(chosen) : all}
      on={chosen !== undefined}
      onClear={chosen ? () => onChoose(undefined) : undefined}
      width={176}
    >
      {(close) => (
        <Choices
          label={label}
          groups={[
            {
              id: "words",
              choices: [{ id: "all", text: all }, ...words.map((id) => ({ id, text: textOf(id) }))],
            },
          ]}
          chosen={[chosen ?? "all"]}
          onChoose={([id]) => {
            onChoose(words.find((word) => word === id));
            close();
          }}
        />
      )}
    </Chip>
  );
}
