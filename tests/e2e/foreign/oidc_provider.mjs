// npm's oidc-provider with the clients of the test; prints {"url": …} once it listens, ends when its input closes.
// Argument: {"host", "port" (any if it is not given), "licences": [{"number", "key", "refused"}], "tls": {"key", "cert"} or null}.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import Provider from 'oidc-provider';

const { host, port = 0, licences, tls } = JSON.parse(process.argv[2]);

const client = ({ number, key, refused }) => ({
  client_id: number,
  client_secret: key,
  grant_types: [refused ? 'authorization_code' : 'client_credentials'],
  redirect_uris: refused ? ['https://client.example/callback'] : [],
  response_types: refused ? ['code'] : [],
  token_endpoint_auth_method: 'client_secret_basic',
});

let provider;
const answer = (request, response) => provider.callback()(request, response);
const server = tls ? https.createServer(tls, answer) : http.createServer(answer);

server.listen(port, host, () => {
  const url = `${tls ? 'https' : 'http'}://${host}:${server.address().port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  provider = new Provider(url, {
    clients: licences.map(client),
    scopes: ['openid', 'impact-emploi'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
  });
  console.log(JSON.stringify({ url }));
});

process.stdin.on('end', () => process.exit(0)).resume();
