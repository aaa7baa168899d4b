import { compactVerify } from 'jose'
import t from 'tap'
import { matchingKeys, readKeySet } from '../../src/auth/key-set.ts'
import { type SignatureAlgorithm, signatureAlgorithms } from '../../src/directory/directory.ts'

// The examples that the standards print. They say nothing of claims, so they are put to the keys and the signature.

type Vector = { readonly source: string; readonly alg: SignatureAlgorithm; readonly jwk: object; readonly jws: string }

const claims = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'

const vectors: readonly Vector[] = [
  {
    source: 'RFC 7515, appendix A.2',
    alg: 'RS256',
    jwk: {
      kty: 'RSA',
      n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
      e: 'AQAB',
    },
    jws: `eyJhbGciOiJSUzI1NiJ9.${claims}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`,
  },
  {
    source: 'RFC 7515, appendix A.3',
    alg: 'ES256',
    jwk: {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
    jws: `eyJhbGciOiJFUzI1NiJ9.${claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
  },
  {
    source: 'RFC 8037, appendix A.4',
    alg: 'EdDSA',
    jwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    jws: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
  },
]

for (const { source, alg, jwk, jws } of vectors) {
  t.test(`${source}: the signature verifies, and no other signature or text does`, async t => {
    t.equal(await verifies(jws, alg, jwk), true)
    for (const [title, altered] of Object.entries(alterationsOf(jws))) {
      t.equal(await verifies(altered, alg, jwk), false, title)
    }
  })

  t.test(`${source}: the key serves its own algorithm alone`, async t => {
    for (const other of signatureAlgorithms) {
      const same = other === alg || (alg === 'EdDSA' && other === 'Ed25519')
      const keys = await keysOf(jwk, alg)
      t.equal(matchingKeys(keys, 'k1', other).length, same ? 1 : 0, other)
    }
  })
}

/** As the verifier does it: the keys of that name and algorithm, and the signature. */
async function verifies(jws: string, alg: SignatureAlgorithm, jwk: object): Promise<boolean> {
  const [key] = matchingKeys(await keysOf(jwk, alg), 'k1', alg)
  if (key === undefined) throw new Error('the key could not be read')
  return compactVerify(jws, key.key, { algorithms: [alg] }).then(
    () => true,
    () => false,
  )
}

function keysOf(jwk: object, alg: string) {
  return readKeySet({ keys: [{ ...jwk, kid: 'k1', alg }] }, signatureAlgorithms, [], () => {})
}

/** One bit in each of several places, and what is cut off or put on. */
function alterationsOf(jws: string): Record<string, string> {
  const [header = '', payload = '', signature = ''] = jws.split('.')
  const altered: Record<string, string> = {
    'no signature': `${header}.${payload}.`,
    'a part too many': `${jws}.${signature}`,
    'another header': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.${signature}`,
    'another text': `${header}.${payload.slice(0, -4)}.${signature}`,
  }
  const bytes = Buffer.from(signature, 'base64url')
  for (const place of [0, 1, 31, 32, bytes.length - 1]) {
    const other = Buffer.from(bytes)
    other.writeUInt8(other.readUInt8(place) ^ 1, place)
    altered[`byte ${place} of the signature`] = `${header}.${payload}.${other.toString('base64url')}`
  }
  altered['a byte of the signature missing'] = `${header}.${payload}.${bytes.subarray(1).toString('base64url')}`
  altered['a byte of the signature too many'] =
    `${header}.${payload}.${Buffer.concat([bytes, bytes.subarray(0, 1)]).toString('base64url')}`
  return altered
}
