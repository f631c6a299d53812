import type { CertificateList, CertificateView } from "../../../api/generated.ts";
import type { Asked } from "../acts.ts";
import { CopyElsewhere } from "./CopyElsewhere.tsx";
import { DeleteCopy } from "./DeleteCopy.tsx";
import { ExportPfx } from "./ExportPfx.tsx";
import { NewPasswordSheet } from "./NewPasswordSheet.tsx";
import { OwnerSheet } from "./OwnerSheet.tsx";
import { Reencrypt } from "./Reencrypt.tsx";
import { TestSheet } from "./TestSheet.tsx";

/** What every act is given. */
export interface ActProps {
  view: CertificateView;
  list: CertificateList;
  /** The copy that is meant, where the clerk named it. */
  path: string | undefined;
  onClose: () => void;
}

/** The sheet or dialog of an act. */
export function ActSheet({ asked, ...rest }: { asked: Asked } & Omit<ActProps, "path">) {
  const props = { ...rest, path: asked.path };
  switch (asked.act) {
    case "test":
      return <TestSheet {...props} />;
    case "owner":
      return <OwnerSheet {...props} />;
    case "export":
      return <ExportPfx {...props} />;
    case "copy":
      return <CopyElsewhere {...props} />;
    case "password":
      return <NewPasswordSheet {...props} />;
    case "reencrypt":
      return <Reencrypt {...props} />;
    case "delete":
      return <DeleteCopy {...props} />;
  }
}
