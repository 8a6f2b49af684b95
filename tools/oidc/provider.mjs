// A real OpenID provider on loopback for the tests: whoever types a name is that person.
// The environment: PORT; CLIENT (JSON: id, secret, back, out). A name before `?` is the account; `?mfa` shows two factors,
// `?unverified` has an address that nobody vouches for.
import Provider from 'oidc-provider';
import process from 'node:process';

const port = Number(process.env.PORT);
const client = JSON.parse(process.env.CLIENT);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: client.id,
    client_secret: client.secret,
    redirect_uris: [client.back],
    post_logout_redirect_uris: [client.out],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], acr: null, amr: null },
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource: askToSignOut },
  },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ['of a test'] },
  findAccount: (ctx, typed) => ({
    accountId: typed,
    claims: () => ({
      sub: typed.split('?')[0],
      email: `${typed.split('?')[0]}@example.org`,
      email_verified: !typed.includes('?unverified'),
    }),
  }),
});

function page(ctx, body) {
  ctx.type = 'html';
  ctx.body = `<!doctype html><html lang="en"><title>Provider</title><main><h1>Provider</h1>${body}</main></html>`;
}

function askToSignOut(ctx, form) {
  page(ctx, `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out here too</button>`);
}

async function read(ctx) {
  let text = '';
  for await (const part of ctx.req) text += part;
  return new URLSearchParams(text);
}

async function consented(params, accountId) {
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope('openid email');
  return grant.save();
}

// Who signs in is asked once; consent goes without saying.
provider.use(async (ctx, next) => {
  if (ctx.path === '/favicon.ico') {
    ctx.status = 204;
    return undefined;
  }
  if (!ctx.path.startsWith('/interaction/')) return next();
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  if (ctx.method !== 'POST') {
    return page(ctx, '<form method="post"><label>Name <input name="name" autofocus></label><button name="way" value="in">Sign in</button>'
      + '<button name="way" value="no">Cancel</button></form>');
  }
  const sent = await read(ctx);
  if (sent.get('way') === 'no') {
    return provider.interactionFinished(ctx.req, ctx.res, { error: 'access_denied' });
  }
  const accountId = sent.get('name');
  const amr = accountId.includes('?mfa') ? ['pwd', 'mfa'] : ['pwd'];
  const result = { login: { accountId, amr, acr: '1' }, consent: { grantId: await consented(params, accountId) } };
  return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
});

provider.listen(port, '127.0.0.1');
