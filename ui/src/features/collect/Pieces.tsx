import type { CollectPiece } from "../../api/generated.ts";
import { formatCount } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { failureText, serviceText } from "../../shared/remotes.ts";
import { State } from "../../shared/State.tsx";
import { TableFrame } from "../../shared/TableFrame.tsx";
import { runState } from "./words.ts";

const HEADS = ["what", "days", "state", "by", "pages", "rows"] as const;

/** The lists a run consists of: a side and a kind over some months each. */
export function Pieces({ pieces }: { pieces: readonly CollectPiece[] }) {
  if (pieces.length === 0) return null;
  return (
    <section>
      <h3>{t("collect.pieces.title")}</h3>
      <TableFrame label={t("collect.pieces.title")}>
        <table className="listing">
          <thead>
            <tr>
              {HEADS.map((name) => (
                <th
                  key={name}
                  scope="col"
                  className={name === "pages" || name === "rows" ? "num" : undefined}
                >
                  {t(`collect.pieces.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pieces.map((piece) => (
              <Piece key={`${piece.direction} ${piece.taxation} ${piece.from}`} piece={piece} />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}

function Piece({ piece }: { piece: CollectPiece }) {
  const { kind, word } = runState(piece.state);
  return (
    <tr>
      <td className="nowrap">
        <span className={piece.direction}>{t(`shared.${piece.direction}`)}</span>{" "}
        {t(`collect.taxation.${piece.taxation}`)}
      </td>
      <td className="nowrap">
        {piece.from} ~ {piece.to}
      </td>
      <td>
        <State kind={kind}>{word}</State>
        {piece.failure ? <p className="hint">{failureText(piece.failure, piece.service)}</p> : null}
      </td>
      <td className="nowrap">{piece.service ? serviceText(piece.service) : null}</td>
      <td className="num">{formatCount(piece.pages)}</td>
      <td className="num">{formatCount(piece.rows)}</td>
    </tr>
  );
}
