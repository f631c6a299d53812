import { host, toErrorView } from "../host/index.ts";
import { Button } from "./Button.tsx";
import { TextField, type TextFieldProps } from "./Field.tsx";
import { t } from "./i18n.ts";
import { showProblem } from "./problems.ts";

/** A folder by its path; the window also lets the clerk choose it, a browser cannot know paths. */
export function FolderField(props: TextFieldProps) {
  const choose = async () => {
    try {
      const picked = await host().pickFiles({ folder: true });
      const input = picked?.inputs[0];
      if (input && "path" in input) props.onChange(input.path);
    } catch (reason) {
      showProblem(toErrorView(reason));
    }
  };
  return (
    <div className="folder-field">
      <TextField {...props} />
      {host().kind === "window" ? (
        <Button icon="folder" onPress={() => void choose()}>
          {t("shared.browse_folder")}
        </Button>
      ) : null}
    </div>
  );
}
