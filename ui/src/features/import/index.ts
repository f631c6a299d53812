export { ImportDrop } from "./ImportDrop.tsx";
export { ImportPage } from "./ImportPage.tsx";
