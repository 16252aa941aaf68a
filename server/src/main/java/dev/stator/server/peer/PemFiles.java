package dev.stator.server.peer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks at the files that TLS is to use before it does, and says which of them is wrong and in what
 * way. TLS itself finds out only when somebody connects, and then says little.
 */
public final class PemFiles {
  private static final int FILE_BYTES_MAX = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)-----END", Pattern.DOTALL);
  private static final byte[] PROBE = "stator".getBytes(StandardCharsets.US_ASCII);

  private PemFiles() {}

  /**
   * The certificates of a file, at least one.
   *
   * @param option what the operator gave the file with
   * @throws IOException with a sentence that says what is wrong
   */
  public static List<X509Certificate> certificates(String option, Path file) throws IOException {
    String text = text(option, file);
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      if (text.contains("-----BEGIN CERTIFICATE-----")) {
        for (var one :
            CertificateFactory.getInstance("X.509")
                .generateCertificates(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))) {
          certificates.add((X509Certificate) one);
        }
      }
    } catch (GeneralSecurityException malformed) {
      certificates.clear();
    }
    if (certificates.isEmpty()) {
      throw new IOException(
          "There is no certificate in " + file + ": " + option + " takes PEM (BEGIN CERTIFICATE).");
    }
    return certificates;
  }

  /**
   * Looks whether a certificate is valid now, and whether the key is its own.
   *
   * @param option what the operator gave the key with
   * @param chain of the certificate's file, its own first
   * @throws IOException with a sentence that says what is wrong
   */
  public static void check(
      Path certificate, List<X509Certificate> chain, String option, Path keyFile)
      throws IOException {
    X509Certificate own = chain.getFirst();
    PrivateKey key = key(option, keyFile, own.getPublicKey());
    if (!signs(key, own.getPublicKey())) {
      throw new IOException(
          "The key " + keyFile + " is not that of the certificate " + certificate + ".");
    }
    try {
      own.checkValidity();
    } catch (CertificateExpiredException past) {
      throw new IOException(
          "The certificate "
              + certificate
              + " has expired, on "
              + own.getNotAfter().toInstant()
              + ": renew it.",
          past);
    } catch (CertificateNotYetValidException early) {
      throw new IOException(
          "The certificate "
              + certificate
              + " is valid from "
              + own.getNotBefore().toInstant()
              + " on only: look at it, or at this machine's clock.",
          early);
    }
  }

  private static PrivateKey key(String option, Path file, PublicKey fits) throws IOException {
    String text = text(option, file);
    Matcher found = KEY.matcher(text);
    if (!found.find()) {
      throw new IOException(
          "There is no key in " + file + ": " + option + " takes PEM (BEGIN PRIVATE KEY).");
    }
    String kind = found.group(1);
    if (kind.startsWith("ENCRYPTED") || found.group(2).contains("ENCRYPTED")) {
      throw new IOException(
          "The key "
              + file
              + " has a password: "
              + option
              + " takes one without"
              + converted(file));
    }
    if (!kind.equals("PRIVATE KEY")) {
      throw new IOException(
          "The key "
              + file
              + " begins with "
              + kind
              + ": "
              + option
              + " takes PKCS 8"
              + converted(file));
    }
    try {
      return KeyFactory.getInstance(fits.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(2))));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      throw new IOException(
          "The key "
              + file
              + " cannot be read as one for a certificate of kind "
              + fits.getAlgorithm()
              + ": see "
              + option
              + ".",
          malformed);
    }
  }

  private static String converted(Path file) {
    return ", as from openssl pkcs8 -topk8 -nocrypt -in " + file + ".";
  }

  private static boolean signs(PrivateKey key, PublicKey with) {
    String algorithm =
        switch (with.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> with.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(with);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException other) {
      return false;
    }
  }

  private static String text(String option, Path file) throws IOException {
    try {
      if (Files.isRegularFile(file) && Files.size(file) > FILE_BYTES_MAX) {
        throw new IOException("too large");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new IOException("The file " + file + " of " + option + " cannot be read.", unreadable);
    }
  }
}
