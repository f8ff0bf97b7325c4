import { defineOperator } from "../define-operator.ts";

const SILENT = "the operator's own manifest says nothing of it, and its chart was not examined";

/** Percona's operator for MySQL, once for the stack (docs/products/platform-percona-operator.md). */
export default defineOperator({
  id: "percona-operator",
  title: "Percona's operator for XtraDB Cluster",
  advice: "Comes by itself with MySQL by Percona XtraDB Cluster; one for the whole cluster",
  licence: "Apache-2.0",
  homepage: "https://docs.percona.com/percona-operator-for-mysql/pxc",
  release: {
    version: "1.20.0",
    images: { operator: "docker.io/percona/percona-xtradb-cluster-operator:1.20.0" },
    load: () => import("./chart.ts"),
  },
  works: "percona-xtradb-cluster",
  footprint: {
    demo: { cpu: "100m", memory: "256Mi", storage: "0" },
    district: { cpu: "100m", memory: "256Mi", storage: "0" },
    national: { cpu: "200m", memory: "512Mi", storage: "0" },
  },
  needs: [
    { rule: "run-as-non-root", workload: "operator", reason: SILENT },
    { rule: "no-privilege-escalation", workload: "operator", reason: SILENT },
    { rule: "drop-all-capabilities", workload: "operator", reason: SILENT },
    { rule: "seccomp-runtime-default", workload: "operator", reason: SILENT },
  ],
});
