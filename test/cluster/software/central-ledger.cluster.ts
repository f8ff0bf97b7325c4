import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OWN_IMAGE } from "../../../charts/own-image.ts";
import { openCluster } from "../../../deploy/cluster/client.ts";
import { type Forward, openForward } from "../../../deploy/cluster/port-forward.ts";
import { refreshReferenceImage } from "../../../lab/images/reference-image.ts";
import type { KubeApi } from "../../../lab/kube-api.ts";
import { kubeconfigPath, programPath } from "../../../lab/places.ts";
import { centralLedgerImage } from "../../../lab/software/central-ledger-image.ts";
import { kafkaImage } from "../../../lab/software/kafka-image.ts";
import { mariadbImage, mysqlClientImage } from "../../../lab/software/mariadb-image.ts";
import { provideSoftware } from "../../../lab/software/software-image.ts";
import { waitFor } from "../../../lab/steps.ts";
import { deleteNamespace, openLabApi, whyNoLab } from "../running-lab.ts";
import { type Ledger, openLedger } from "./ledger-administration.ts";
import {
  EXCHANGE,
  fulfilMessage,
  type LedgerMessage,
  type Notification,
  newTransfer,
  prepareMessage,
  readNotification,
  refuseMessage,
} from "./ledger-messages.ts";
import { publishLedgerReport } from "./ledger-report.ts";
import { ledgerStack, type Runnable, runnableManifests } from "./ledger-stack.ts";

const NAME = "ledger-test";
const NAMESPACE = `${NAME}-payments`;
const LEDGER = "deployment/payments-central-ledger";
const SOFTWARE = [mariadbImage, mysqlClientImage, kafkaImage, centralLedgerImage];
const MINUTES_10 = 600_000;

const participant = (name: string, netDebitCap: number, funds: number) => {
  return { name, url: `http://dfsps.example/${name}`, netDebitCap, funds, parties: [] };
};
const DFSPS = [
  participant("govpayer", 1000, 5000),
  participant("payerfsp", 1000, 5000),
  participant("payeefsp", 1000, 5000),
];

describe.skipIf(whyNoLab !== undefined)("central-ledger in a cluster", { timeout: MINUTES_10 }, () => {
  let api: KubeApi;
  let runnable: Runnable;
  let warnings: string;
  let forwards: Forward[];
  let adapter: string;
  let ledgerUrl: string;
  let ledger: Ledger;

  beforeAll(async () => {
    for (const image of SOFTWARE) {
      console.info(`${image.reference} here: ${image.contents}`);
      await provideSoftware(image);
    }
    await refreshReferenceImage();
    api = openLabApi();
    await deleteNamespace(api, NAMESPACE);
    const images = [...SOFTWARE.map(({ reference }) => reference), OWN_IMAGE];
    // The job needs account lookup too; its steps at the ledger are made below.
    runnable = await runnableManifests(ledgerStack(NAME), images, ["bootstrap"]);
    console.info(`left out: ${runnable.left.join(", ")}`);
    warnings = (await kubectl(runnable.text, "apply", "--server-side", "-f", "-")).stderr;
    const cluster = await openCluster({ kubeconfig: kubeconfigPath() });
    const open = (service: string, port: number) =>
      openForward(cluster, { namespace: NAMESPACE, service, port });
    forwards = [await open("payments", 8080), await open("payments-central-ledger", 3001)];
    [adapter = "", ledgerUrl = ""] = forwards.map(({ port }) => `http://127.0.0.1:${port}`);
    ledger = openLedger(ledgerUrl);
  }, MINUTES_10);

  afterAll(async () => {
    for (const forward of forwards ?? []) await forward.close();
    await deleteNamespace(api, NAMESPACE);
    api.close();
  }, MINUTES_10);

  test("makes its tables, also when the pod that makes them is killed in the middle", async () => {
    const job = runnable.workloads.find((name) => name.startsWith("job/payments-migrate-")) ?? "";
    const pod = ["pod", "--selector", "country-stack/component=migrate-central-ledger"];
    const begun = `jsonpath={.items[0].status.initContainerStatuses[?(@.name=="migrate")].state.running.startedAt}`;
    const read = async () => (await kubectl("", "get", ...pod, "--output", begun)).stdout || undefined;
    await waitFor("the migration", 300, read);
    // It takes seven seconds and more.
    await pause(2000);
    await kubectl("", "delete", ...pod, "--grace-period=0", "--force");
    for (const name of runnable.workloads) await untilDone(name);
    const failed = await kubectl("", "get", job, "--output", "jsonpath={.status.failed}");
    expect(Number(failed.stdout)).toBeGreaterThan(0);
  });

  test("runs from the catalog's manifests, without rights or a warning", async () => {
    expect(runnable.workloads.map((name) => name.replace(/-[0-9a-f]{8}$/, "")).sort()).toEqual([
      LEDGER,
      "deployment/payments-simulator",
      "job/payments-migrate-central-ledger",
      "job/payments-topics",
      "statefulset/payments",
      "statefulset/payments-kafka",
      "statefulset/payments-mysql",
    ]);
    expect(warnings).toBe("");
    const { body } = await api.request("GET", `/api/v1/namespaces/${NAMESPACE}`);
    expect(body.metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
  });

  test("is healthy with its database and its broker", async () => {
    expect(await ledger.ask("/health")).toMatchObject({
      status: "OK",
      services: [
        { name: "datastore", status: "OK" },
        { name: "broker", status: "OK" },
      ],
    });
  });

  test("takes the hub's accounts, settlement model, participants, limits and funds from the bootstrap", async () => {
    const first = await ledger.setUp(DFSPS);
    expect(first.code, first.lines.join("\n")).toBe(0);
    const hub = await ledger.accountsOf("Hub");
    expect(hub).toMatchObject({ HUB_RECONCILIATION: 15_000, HUB_MULTILATERAL_SETTLEMENT: 0 });
    expect(await ledger.ask("/settlementModels")).toMatchObject([{ name: "DEFERREDNETXTS" }]);
    for (const { name } of DFSPS)
      expect(await ledger.accountsOf(name)).toEqual({ POSITION: 0, SETTLEMENT: -5000 });
    // All is there: a second run only looks.
    const { code, lines } = await ledger.setUp(DFSPS);
    expect([code, lines.filter((line) => !line.startsWith("is "))]).toEqual([0, []]);
  });

  test("reserves a transfer when it is prepared, and moves both positions when it is fulfilled", async () => {
    const transfer = newTransfer("payerfsp", "payeefsp", "10");
    expect(await tell(prepareMessage(transfer))).toEqual(said("prepare", "payerfsp", "payeefsp"));
    expect(await positions()).toEqual({ payerfsp: 10, payeefsp: 0 });
    expect(await tell(fulfilMessage(transfer))).toEqual(said("commit", "payeefsp", "payerfsp"));
    expect(await positions()).toEqual({ payerfsp: 10, payeefsp: -10 });
  });

  test("gives the amount back when the payee refuses", async () => {
    const transfer = newTransfer("payerfsp", "payeefsp", "25.5");
    await tell(prepareMessage(transfer));
    expect(await positions()).toEqual({ payerfsp: 35.5, payeefsp: -10 });
    expect(await tell(refuseMessage(transfer))).toMatchObject({ action: "abort", status: "success" });
    expect(await positions()).toEqual({ payerfsp: 10, payeefsp: -10 });
  });

  test.for([
    ["the net debit cap", "990.01", "4200"],
    ["what it has deposited", "5000.01", "4001"],
  ] as const)("refuses a transfer beyond %s, and leaves the positions", async ([, amount, errorCode]) => {
    const refusal = { action: "prepare", status: "error", to: "payerfsp", errorCode };
    expect(await tell(prepareMessage(newTransfer("payerfsp", "payeefsp", amount)))).toMatchObject(refusal);
    expect(await positions()).toEqual({ payerfsp: 10, payeefsp: -10 });
  });

  test("has the positions again after a restart of its pod, its database's and its broker's, and goes on", async () => {
    const ledgerPods = ["--selector", "country-stack/component=central-ledger"];
    await kubectl("", "delete", "pod", ...ledgerPods);
    await kubectl("", "delete", "pod", "payments-mysql-0", "payments-kafka-0");
    for (const name of ["statefulset/payments-mysql", "statefulset/payments-kafka", LEDGER])
      await untilDone(name);
    expect(await positions()).toEqual({ payerfsp: 10, payeefsp: -10 });
    const transfer = newTransfer("payerfsp", "payeefsp", "990");
    await tell(prepareMessage(transfer));
    await tell(fulfilMessage(transfer));
    expect(await positions()).toEqual({ payerfsp: 1000, payeefsp: -1000 });
  });

  test("passes the smoke checks that the services here can answer", async () => {
    const notes = [
      `in the lab, from images of the lab: ${SOFTWARE.map((image) => `${image.reference} is ${image.contents}`).join("; ")}`,
      "applied with kubectl from the catalog's manifests of mojaloop, option ledgerDriver mysql, on mariadb and kafka",
      `left out, for their images are in no registry of packages or they need one of those: ${runnable.left.join(", ")}`,
      "prepared and fulfilled over Kafka as ml-api-adapter would have, which was not there: 10 and 990 XTS from payerfsp to payeefsp",
    ];
    const report = await publishLedgerReport({ stack: NAME, adapter, ledger: ledgerUrl, notes });
    expect(report.summary).toEqual({ passed: 7, failed: 0, skipped: 0, error: 0 });
  });

  async function positions(): Promise<Record<string, number | undefined>> {
    const [payer, payee] = [await ledger.accountsOf("payerfsp"), await ledger.accountsOf("payeefsp")];
    return { payerfsp: payer["POSITION"], payeefsp: payee["POSITION"] };
  }

  /** Says something to the ledger over Kafka, and answers what it says to that. */
  async function tell(message: LedgerMessage): Promise<Notification> {
    const input = JSON.stringify({ broker: "payments-kafka:9092", ...message });
    return readNotification(
      (await kubectl(input, "exec", "--stdin", LEDGER, "--", "node", "-e", EXCHANGE)).stdout,
    );
  }
});

function said(action: string, from: string, to: string): Notification {
  return { from, to, action, status: "success", errorCode: undefined };
}

/** Waits until a workload is rolled out, or a job has done its work. */
async function untilDone(name: string): Promise<void> {
  const how = name.startsWith("job/") ? ["wait", "--for=condition=Complete"] : ["rollout", "status"];
  await kubectl("", ...how, name, "--timeout=300s");
}

function kubectl(input: string, ...args: string[]) {
  const target = ["--kubeconfig", kubeconfigPath(), "--namespace", NAMESPACE];
  // Everything of the stack is in one namespace, which its objects name themselves.
  return execa(programPath("kubectl"), [...target, ...args], { input });
}
