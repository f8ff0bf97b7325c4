/** What the web server in front of eSignet is told. */
export interface NginxSettings {
  /** `HOST:PORT` of eSignet's service. */
  readonly service: string;
  /** Where browsers come. */
  readonly publicPort: number;
  /** Where GovStack's paths are. */
  readonly govstackPort: number;
  /** Whether browsers come by https, and may be told so. */
  readonly isSecure: boolean;
}

/** Discovery is announced at short paths, where eSignet itself answers 404. */
const DISCOVERY = [
  { path: "openid-configuration", below: "oidc" },
  { path: "jwks.json", below: "oauth" },
  { path: "oauth-authorization-server", below: "oauth" },
];

/** What is not for browsers: management, whose calls ask for no account, and what tells about the service itself. */
const REFUSED = ["actuator", "client-mgmt", "system-info", "v3/api-docs", "swagger-ui"];

/** A picture for clients without one of their own, so that no page asks another host for it. */
const PICTURE =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><circle cx='4' cy='4' r='4' fill='#345'/></svg>";

/**
 * The configuration of nginx for a user who is not root, on a root that is read-only. It listens at two ports: for
 * browsers, with eSignet's pages, its API and no management; and for the stack, with the paths of GovStack's
 * specification. Paths are passed on as they were judged: decoded, with their dots and slashes resolved.
 */
export function nginxConfiguration({ service, publicPort, govstackPort, isSecure }: NginxSettings): string {
  return `worker_processes 2;
pid /tmp/nginx.pid;
error_log stderr warn;
events { worker_connections 1024; }
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  server_tokens off;
  absolute_redirect off;
  client_max_body_size 4m;
  client_body_temp_path /tmp/client_body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  proxy_http_version 1.1;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  upstream esignet { server ${service}; }

  server {
    listen ${publicPort};
    root /usr/share/nginx/html;
    add_header Cache-Control "no-store" always;
    add_header X-Content-Type-Options "nosniff" always;
    add_header X-Frame-Options "SAMEORIGIN" always;
    add_header Content-Security-Policy "${POLICY}" always;
${isSecure ? '    add_header Strict-Transport-Security "max-age=31536000" always;\n' : ""}${discovery()}
    location ~* "^/v1/esignet/(.*;|(${REFUSED.join("|")}))" { return 404; }
    location /v1/esignet/ { proxy_pass http://esignet/v1/esignet/; }
    location = /client.svg { default_type image/svg+xml; return 200 "${PICTURE}"; }
    location / { try_files $uri $uri/ /index.html; }
  }

  server {
    listen ${govstackPort};
    root /usr/share/nginx/html;
${discovery()}
    location = /authorize { try_files /index.html =404; }
    location = /wallet-binding { proxy_pass http://esignet/v1/esignet/binding/wallet-binding; }
    location ~* "^/(.*;|actuator|system-info|v3/api-docs|swagger-ui)" { return 404; }
    location / { proxy_pass http://esignet/v1/esignet/; }
  }
}
`;
}

/** Nothing of the pages comes from elsewhere, but pictures of clients may. */
const POLICY = [
  "frame-ancestors 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "img-src 'self' data: blob: https:",
  "font-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
].join("; ");

function discovery(): string {
  return DISCOVERY.map(
    ({ path, below }) =>
      `    location = /.well-known/${path} { proxy_pass http://esignet/v1/esignet/${below}/.well-known/${path}; }`,
  ).join("\n");
}
