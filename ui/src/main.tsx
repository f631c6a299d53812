import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles/tokens.css";
import "./styles/base.css";
import { keyOf, queryClient } from "./api/client.ts";
import type { Settings } from "./api/generated.ts";
import { App } from "./app/App.tsx";
import { StartFailed } from "./app/StartFailed.tsx";
import { openHost, toErrorView } from "./host/index.ts";
import { applyKept } from "./shared/appearance.ts";

const place = document.getElementById("root");
if (place === null) throw new Error("index.html holds #root");
const root = createRoot(place);

async function start(): Promise<void> {
  const host = await openHost();
  const settings = (await host.call("settings.read", {})) as Settings;
  queryClient.setQueryData(keyOf("settings.read", {}), settings);
  await applyKept(settings);
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

start().catch((reason: unknown) => root.render(<StartFailed error={toErrorView(reason)} />));
