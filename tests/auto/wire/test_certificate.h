#pragma once

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

// A certificate for "localhost", signed by itself and for these tests only: its key is no secret.
inline constexpr char testCertificate[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIIBfzCCASWgAwIBAgIUekUuF98cRRVoneVNOcItL9R3uxAwCgYIKoZIzj0EAwIw\n"
      "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE3MzkxMloYDzIxMjYxMDI5\n"
      "MTczOTEyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
      "PQMBBwNCAAQ/9PfHH3xqz7NR8ghenbmTM0TY9jbdTGoaSIQCnNSiOWWIVU7h+aEa\n"
      "7gWA3hL/Zq5gGk3WhUzVs2cQ5MSiqGKpo1MwUTAdBgNVHQ4EFgQUzxvdkXbmQEyZ\n"
      "oUborzRlcmCvZOswHwYDVR0jBBgwFoAUzxvdkXbmQEyZoUborzRlcmCvZOswDwYD\n"
      "VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBED5LJ9ytKuzqeYJgvRVFS\n"
      "oF6sZ69oihknAdel2ECWtgIhALRZc3VfdAvVdyh91LP9PnSAny7T9G+BNoPTVl1g\n"
      "nF9X\n"
      "-----END CERTIFICATE-----\n";

inline constexpr char testKey[]
    = "-----BEGIN PRIVATE KEY-----\n"
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpPP8XjUwNaQGzvB4\n"
      "wq+t8eKJKHVA2WDufFq8/fCcnlShRANCAAQ/9PfHH3xqz7NR8ghenbmTM0TY9jbd\n"
      "TGoaSIQCnNSiOWWIVU7h+aEa7gWA3hL/Zq5gGk3WhUzVs2cQ5MSiqGKp\n"
      "-----END PRIVATE KEY-----\n";

inline QSslConfiguration testTls()
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(QSslCertificate(testCertificate));
    tls.setPrivateKey(QSslKey(QByteArray(testKey), QSsl::Ec));
    return tls;
}
