import { DateText } from "../../shared/Amount.tsx";
import type { GridColumn } from "../../shared/grid/gridTypes.ts";
import { t } from "../../shared/i18n.ts";
import { State, type StateKind } from "../../shared/State.tsx";
import type { SortColumn } from "./address.ts";
import { faultOf, type Item, placesOf } from "./listing.ts";
import { faultText, kindText, leftText, placeText, stateOf } from "./words.ts";

/** The sign and the word of any line's state. */
function stateOfItem(item: Item): { kind: StateKind; word: string } {
  if (item.type === "certificate") return stateOf(item.row);
  if (item.type === "archive") {
    return { kind: "waiting", word: t("certificates.state.archive") };
  }
  return { kind: "bad", word: t("certificates.state.unusable") };
}

/** Who owns it; files that are none are called by where they lie. */
export function ownerText(item: Item): string {
  if (item.type === "certificate") return item.row.owner;
  return item.type === "archive" ? item.file.path : item.pair.folder;
}

/** The owner, and why it cannot be used. */
function Owner({ item }: { item: Item }) {
  const fault = faultOf(item);
  return (
    <>
      {item.type === "certificate" ? item.row.owner : null}
      {fault ? <span className="quiet"> {faultText(fault)} </span> : null}
      {item.type === "certificate" ? null : <span className="quiet">{ownerText(item)}</span>}
    </>
  );
}

const placesText = (item: Item) => placesOf(item).map(placeText).join(", ");

/** Something that only a certificate has. */
function ofRow<Value>(
  item: Item,
  read: (row: Extract<Item, { type: "certificate" }>["row"]) => Value,
) {
  return item.type === "certificate" ? read(item.row) : null;
}

/** The list's columns. What stands beside a document at 1280 px comes first by priority. */
export function certificateColumns(): GridColumn<Item>[] {
  const sorted = (id: SortColumn) => ({
    id,
    title: t(`certificates.columns.${id}`),
    sort: "ascending" as const,
  });
  return [
    {
      ...sorted("state"),
      frozen: true,
      width: 98,
      priority: 0,
      cell: (item) => {
        const { kind, word } = stateOfItem(item);
        return <State kind={kind}>{word}</State>;
      },
      copy: (item) => stateOfItem(item).word,
    },
    {
      ...sorted("owner"),
      frozen: true,
      width: 108,
      grow: 3,
      priority: 0,
      cell: (item) => <Owner item={item} />,
      copy: ownerText,
    },
    {
      ...sorted("kind"),
      width: 106,
      priority: 1,
      cell: (item) => ofRow(item, ({ kind }) => kindText(kind)),
      copy: (item) => ofRow(item, ({ kind }) => kindText(kind)),
    },
    {
      ...sorted("until"),
      width: 92,
      priority: 0,
      cell: (item) => ofRow(item, (row) => <DateText date={row.valid_until} />),
      copy: (item) => ofRow(item, (row) => row.valid_until),
    },
    {
      id: "left",
      title: t("certificates.columns.left"),
      width: 92,
      priority: 4,
      cell: (item) => ofRow(item, leftText),
      copy: (item) => ofRow(item, leftText),
    },
    {
      ...sorted("place"),
      width: 86,
      priority: 2,
      cell: placesText,
      copy: placesText,
    },
    {
      ...sorted("default"),
      width: 72,
      priority: 3,
      cell: (item) =>
        ofRow(item, (row) =>
          row.is_default ? <State kind="good">{t("certificates.default.yes")}</State> : null,
        ),
      copy: (item) => ofRow(item, (row) => (row.is_default ? t("certificates.default.yes") : null)),
    },
    {
      ...sorted("issuer"),
      width: 100,
      priority: 5,
      cell: (item) => ofRow(item, (row) => row.issuer),
      copy: (item) => ofRow(item, (row) => row.issuer),
    },
    {
      id: "number",
      title: t("certificates.columns.number"),
      width: 108,
      priority: 6,
      cell: (item) => ofRow(item, (row) => row.business_number),
      copy: (item) => ofRow(item, (row) => row.business_number),
    },
    {
      id: "serial",
      title: t("certificates.columns.serial"),
      width: 120,
      priority: 7,
      cell: (item) => ofRow(item, (row) => row.serial),
      copy: (item) => ofRow(item, (row) => row.serial),
    },
  ];
}
