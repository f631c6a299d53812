import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// During development the page may be served by vite while the answers come from a running
// `jangbu serve`; its address (http://127.0.0.1:PORT) is given in JANGBU_SERVE.
const serve = process.env.JANGBU_SERVE;
const paths = ["/session", "/rpc", "/events", "/upload"];
const proxy = serve
  ? Object.fromEntries(
      paths.map((path) => [
        path,
        { target: serve, changeOrigin: true, headers: { origin: serve } },
      ]),
    )
  : undefined;

export default defineConfig({
  base: "./",
  plugins: [react()],
  server: { host: "127.0.0.1", port: 5173, strictPort: true, ...(proxy ? { proxy } : {}) },
  build: {
    target: ["es2023", "safari17.5", "chrome123"],
    // The content security policy allows no data: or inline content, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
});
