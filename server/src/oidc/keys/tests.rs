//! The examples of the RFCs, and sets with odd keys in them.

use super::*;

/// RFC 7515 appendix A.2: RS256.
const RSA: &str = r#"{"kty":"RSA","kid":"rsa","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#;
const RSA_SIGNED: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const RSA_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

/// RFC 7515 appendix A.3: ES256.
const EC: &str = r#"{"kty":"EC","kid":"ec","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
const EC_SIGNED: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const EC_SIGNATURE: &str = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

/// RFC 8037 appendix A.4: EdDSA.
const ED: &str = r#"{"kty":"OKP","kid":"ed","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const ED_SIGNED: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
const ED_SIGNATURE: &str = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

fn set(keys: &[&str]) -> Keys {
    Keys::parse(format!("{{\"keys\":[{}]}}", keys.join(",")).as_bytes()).unwrap()
}

fn verify(keys: &Keys, algorithm: Algorithm, id: Option<&str>, signed: &str, signature: &str) -> Result<(), KeyFault> {
    keys.verify(algorithm, id, signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
}

#[test]
fn the_examples_of_the_rfcs_verify() {
    let keys = set(&[RSA, EC, ED]);
    for (algorithm, id, signed, signature) in [
        (Algorithm::Rs256, "rsa", RSA_SIGNED, RSA_SIGNATURE),
        (Algorithm::Es256, "ec", EC_SIGNED, EC_SIGNATURE),
        (Algorithm::EdDsa, "ed", ED_SIGNED, ED_SIGNATURE),
    ] {
        assert_eq!(verify(&keys, algorithm, Some(id), signed, signature), Ok(()), "{algorithm:?}");
        assert_eq!(verify(&keys, algorithm, None, signed, signature), Ok(()), "{algorithm:?}");
        let other = format!("{signed}A");
        assert_eq!(verify(&keys, algorithm, Some(id), &other, signature), Err(KeyFault::Wrong), "{algorithm:?}");
        assert_eq!(verify(&keys, algorithm, Some("x"), signed, signature), Err(KeyFault::Unknown), "{algorithm:?}");
        assert_eq!(Algorithm::named(algorithm.name()), Some(algorithm));
    }
    assert_eq!(verify(&keys, Algorithm::Ps256, Some("rsa"), RSA_SIGNED, RSA_SIGNATURE), Err(KeyFault::Wrong));
    assert_eq!(verify(&keys, Algorithm::Es256, Some("rsa"), RSA_SIGNED, RSA_SIGNATURE), Err(KeyFault::Unknown));
}

#[test]
fn keys_for_something_else_are_passed_over() {
    for (from, to) in [
        ("\"kty\":\"RSA\"", "\"kty\":\"RSA\",\"use\":\"enc\""),
        ("\"kty\":\"RSA\"", "\"kty\":\"oct\""),
        ("\"e\":\"AQAB\"", "\"e\":\"A!\""),
        ("\"e\":\"AQAB\"", "\"e\":7"),
    ] {
        let keys = set(&[&RSA.replace(from, to), EC]);
        assert!(!keys.is_empty());
        assert_eq!(verify(&keys, Algorithm::Rs256, None, RSA_SIGNED, RSA_SIGNATURE), Err(KeyFault::Unknown), "{to}");
    }
    let bound = RSA.replace("\"kty\":\"RSA\"", "\"kty\":\"RSA\",\"alg\":\"PS256\"");
    assert_eq!(verify(&set(&[&bound]), Algorithm::Rs256, None, RSA_SIGNED, RSA_SIGNATURE), Err(KeyFault::Unknown));
    // Too short to be believed: 1024 bits.
    let short = RSA.replace(&RSA[RSA.find("ofgW").unwrap()..][..171], "");
    assert_eq!(verify(&set(&[&short]), Algorithm::Rs256, None, RSA_SIGNED, RSA_SIGNATURE), Err(KeyFault::Wrong));
    assert!(Keys::parse(b"{}").is_none() && Keys::parse(b"<html>").is_none());
    assert!(set(&[]).is_empty());
}
