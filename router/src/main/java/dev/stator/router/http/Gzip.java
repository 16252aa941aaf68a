package dev.stator.router.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compressed bodies. As in the service, an answer's checksum is that of the compressed bytes. */
final class Gzip {
  /** Shorter answers go as they are: they fit into one packet anyway. */
  static final int ANSWER_BYTES_MIN = 1 << 10;

  private static final String HEADER = "Content-Encoding: gzip\r\n";

  private Gzip() {}

  static boolean isGzip(String coding) {
    String name = coding.strip().toLowerCase(Locale.ROOT);
    return name.equals("gzip") || name.equals("x-gzip");
  }

  /** Whether one of the {@code Accept-Encoding} headers takes gzip: RFC 9110, section 12.5.3. */
  static boolean accepted(List<String> headers) {
    for (String header : headers) {
      for (String element : header.split(",", -1)) {
        int semicolon = element.indexOf(';');
        String coding = semicolon < 0 ? element : element.substring(0, semicolon);
        if (isGzip(coding)) {
          return semicolon < 0 || !isZero(element.substring(semicolon + 1));
        }
      }
    }
    return false;
  }

  private static boolean isZero(String parameter) {
    return parameter.strip().matches("[qQ]\\s*=\\s*0(\\.0{0,3})?");
  }

  /** The answer compressed, or as it is when that is not shorter. */
  static Answer compressed(Answer plain) {
    if (plain.length() < ANSWER_BYTES_MIN) {
      return plain;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length() / 2);
    try (GZIPOutputStream gzip = new Fast(out)) {
      gzip.write(plain.bytes(), plain.offset(), plain.length());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    if (out.size() >= plain.length()) {
      return plain;
    }
    byte[] bytes = out.toByteArray();
    return new Answer(plain.status(), plain.contentType(), bytes, 0, bytes.length, null, HEADER);
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
