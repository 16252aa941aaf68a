package dev.stator.router.http;

/** Makes request ids in the service's form: 52 characters of 0 to 9 and A to V. */
final class RequestIds {
  static final int LENGTH = 52;

  private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

  /** The half that is the same in every id of the service. */
  private static final String TAIL = "VV4KQNSO5AEMVJF66Q9ASUAAJG";

  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private final long salt;
  private long count;

  RequestIds(long salt, long firstCount) {
    this.salt = salt;
    this.count = firstCount;
  }

  String next() {
    count += GAMMA;
    byte[] id = new byte[LENGTH];
    put(id, 0, mix(count));
    put(id, 13, mix(count ^ salt));
    for (int i = 0; i < TAIL.length(); i++) {
      id[26 + i] = (byte) TAIL.charAt(i);
    }
    return new String(id, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static void put(byte[] id, int at, long bits) {
    long rest = bits;
    for (int i = 0; i < 13; i++) {
      id[at + i] = (byte) ALPHABET.charAt((int) (rest & 31));
      rest >>>= 5;
    }
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
