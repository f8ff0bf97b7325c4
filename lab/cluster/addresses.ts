/** The bridge of the lab: pods hang on it, and it carries the node's address. */
export const bridge = "cslab0";
/** The pods' addresses. */
export const podRange = "10.244.0.0/16";
/** The node's address: of the API server for pods, the kubelet, CoreDNS, and the pods' gateway. */
export const nodeAddress = "10.244.0.1";
/** The addresses of Services, which kube-proxy turns into pods'. */
export const serviceRange = "10.96.0.0/16";
/** The Service of the API server: the first of the range. */
export const apiServiceAddress = "10.96.0.1";
/** The Service of DNS. */
export const dnsServiceAddress = "10.96.0.10";

/** The API server's port, on loopback and on `nodeAddress` only. */
export const apiPort = 6443;
/** etcd's ports, on loopback. */
export const etcdPort = 12379;
export const etcdPeerPort = 12380;
/** The kubelet's port, on `nodeAddress`. */
export const kubeletPort = 10250;

/** The API server for programs on this machine. */
export const apiUrl = `https://127.0.0.1:${apiPort}`;
/** The one real node's name. */
export const nodeName = "lab";
/** The cluster's DNS domain. */
export const clusterDomain = "cluster.local";
