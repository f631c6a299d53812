import type { Ref } from "react";
import { useQueryOf } from "../../../api/client.ts";
import type { CertificateList, CertificateRow } from "../../../api/generated.ts";
import type { PickedInputs } from "../../../host/index.ts";
import { IconButton } from "../../../shared/Button.tsx";
import { EmptyState } from "../../../shared/EmptyState.tsx";
import { t } from "../../../shared/i18n.ts";
import { Pane } from "../../../shared/Pane.tsx";
import { Problem } from "../../../shared/Problem.tsx";
import { SkeletonLines } from "../../../shared/Skeleton.tsx";
import type { Item } from "../listing.ts";
import { Document } from "./Document.tsx";
import { Archive, Broken } from "./Others.tsx";

interface CertificatePaneProps {
  item: Item | null;
  list: CertificateList;
  onStep: (rows: number) => void;
  onReturn: () => void;
  onClose: () => void;
  onImport: (inputs: PickedInputs) => void;
  ref?: Ref<HTMLElement>;
}

/** The line under the cursor, with everything that is known of it. */
export function CertificatePane(props: CertificatePaneProps) {
  const { item, list, onStep, onReturn, ref } = props;
  return (
    <Pane
      label={t("certificates.document")}
      ref={ref}
      onStep={onStep}
      onReturn={onReturn}
      bar={<Bar {...props} />}
    >
      {item === null ? <EmptyState icon="ribbon" title={t("certificates.pane.none")} /> : null}
      {item?.type === "certificate" ? (
        <Certificate key={item.key} row={item.row} list={list} />
      ) : null}
      {item?.type === "broken" ? <Broken pair={item.pair} /> : null}
      {item?.type === "archive" ? <Archive file={item.file} onImport={props.onImport} /> : null}
    </Pane>
  );
}

function Certificate({ row, list }: { row: CertificateRow; list: CertificateList }) {
  const answer = useQueryOf("certificate.show", { target: { id: row.id } });
  return (
    <>
      {answer.isError ? <Problem error={answer.error} /> : null}
      {answer.data ? <Document view={answer.data} list={list} /> : null}
      {answer.isPending ? <SkeletonLines lines={10} /> : null}
    </>
  );
}

function Bar({ item, onStep, onClose }: CertificatePaneProps) {
  const joint = item?.type === "certificate";
  return (
    <header className="pane-bar">
      <span className="quiet cut">
        {t(joint ? "certificates.pane.joint" : "certificates.document")}
      </span>
      <span className="push pane-acts">
        <IconButton
          plain
          icon="arrow-up"
          label={t("certificates.pane.previous")}
          keys="↑"
          onPress={() => onStep(-1)}
        />
        <IconButton
          plain
          icon="arrow-down"
          label={t("certificates.pane.next")}
          keys="↓"
          onPress={() => onStep(1)}
        />
        <IconButton plain icon="close" label={t("certificates.pane.close")} onPress={onClose} />
      </span>
    </header>
  );
}
