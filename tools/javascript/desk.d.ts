// What the service asks of a device with a passkey: the fields of WebAuthn's options, bytes as base64url.
interface PasskeyQuestion {
  challenge: string;
  user?: { id: string; name: string; displayName: string };
  allowCredentials?: { id: string; type: string }[];
  excludeCredentials?: { id: string; type: string }[];
}
