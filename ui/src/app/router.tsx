import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
} from "@tanstack/react-router";
import { RestorePage, readRestoreAddress } from "../features/backup/index.ts";
import { CertificatesPage, readCertificatesAddress } from "../features/certificates/index.ts";
import { CollectPage, readCollectAddress } from "../features/collect/index.ts";
import { CompanyPage, readCompanyAddress } from "../features/company/index.ts";
import { ConnectionsPage, readConnectionsAddress } from "../features/connections/index.ts";
import { EvidencePage, readEvidenceAddress } from "../features/evidence/index.ts";
import { HistoryPage, readHistoryAddress } from "../features/history/index.ts";
import { ImportPage } from "../features/import/index.ts";
import { InvoicesPage, readInvoicesAddress } from "../features/invoices/index.ts";
import { PartnersPage, readPartnersAddress } from "../features/partners/index.ts";
import { TodayPage } from "../features/today/index.ts";
import { laterAreas } from "./areas.ts";
import { BrokenPage } from "./BrokenPage.tsx";
import { Frame } from "./Frame.tsx";
import { LaterPage } from "./LaterPage.tsx";
import { NotFoundPage } from "./NotFoundPage.tsx";
import { Settings } from "./Settings.tsx";

const rootRoute = createRootRoute({ component: Frame, notFoundComponent: NotFoundPage });

const todayRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: TodayPage,
});

const invoicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invoices",
  component: InvoicesPage,
  validateSearch: readInvoicesAddress,
});

const collectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invoices/collect",
  component: CollectPage,
  validateSearch: readCollectAddress,
});

const evidenceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invoices/evidence",
  component: EvidencePage,
  validateSearch: readEvidenceAddress,
});

const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connections",
  component: ConnectionsPage,
  validateSearch: readConnectionsAddress,
});

const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/import",
  component: ImportPage,
});

const partnersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/partners",
  component: PartnersPage,
  validateSearch: readPartnersAddress,
});

const certificatesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/certificates",
  component: CertificatesPage,
  validateSearch: readCertificatesAddress,
});

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings",
  component: () => <Settings section={undefined} />,
});

const settingsSectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings/$section",
  component: SettingsSection,
});

function SettingsSection() {
  return <Settings section={settingsSectionRoute.useParams().section} />;
}

const historyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/history",
  component: HistoryPage,
  validateSearch: readHistoryAddress,
});

const restoreRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/restore",
  component: RestorePage,
  validateSearch: readRestoreAddress,
});

const companyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/company",
  component: CompanyPage,
  validateSearch: readCompanyAddress,
});

const laterRoutes = laterAreas.map((area) =>
  createRoute({
    getParentRoute: () => rootRoute,
    path: area.path,
    component: () => <LaterPage area={area} />,
  }),
);

/** All screens. The query of a list lives in the address after the `#`, which no server sees. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([
    todayRoute,
    invoicesRoute,
    collectRoute,
    evidenceRoute,
    connectionsRoute,
    importRoute,
    partnersRoute,
    certificatesRoute,
    settingsRoute,
    settingsSectionRoute,
    historyRoute,
    restoreRoute,
    companyRoute,
    ...laterRoutes,
  ]),
  history: createHashHistory(),
  defaultErrorComponent: BrokenPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
