package dev.stator.model.item;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * A name for a JSON generator that lies in encoded bytes. One instance serves all names of an item,
 * one after the other, and makes no string for a name that needs no escapes.
 */
final class Utf8Name implements SerializableString {
  private final byte[] bytes;
  private int offset;
  private int length;
  private boolean plain;

  Utf8Name(byte[] bytes) {
    this.bytes = bytes;
  }

  Utf8Name at(int newOffset, int newLength) {
    offset = newOffset;
    length = newLength;
    plain = JsonText.isPlain(bytes, offset, length);
    return this;
  }

  /** The generator keeps this only to tell of it; so it is not worth a string. */
  @Override
  public String getValue() {
    return "";
  }

  @Override
  public int charLength() {
    return text().length();
  }

  @Override
  public int appendQuotedUTF8(byte[] buffer, int at) {
    return plain ? append(buffer, at) : quoted().appendQuotedUTF8(buffer, at);
  }

  @Override
  public int appendUnquotedUTF8(byte[] buffer, int at) {
    return append(buffer, at);
  }

  @Override
  public byte[] asQuotedUTF8() {
    return plain ? asUnquotedUTF8() : quoted().asQuotedUTF8();
  }

  @Override
  public byte[] asUnquotedUTF8() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  @Override
  public char[] asQuotedChars() {
    return quoted().asQuotedChars();
  }

  @Override
  public int appendQuoted(char[] buffer, int at) {
    return quoted().appendQuoted(buffer, at);
  }

  @Override
  public int appendUnquoted(char[] buffer, int at) {
    return quoted().appendUnquoted(buffer, at);
  }

  @Override
  public int writeQuotedUTF8(OutputStream out) throws IOException {
    return quoted().writeQuotedUTF8(out);
  }

  @Override
  public int writeUnquotedUTF8(OutputStream out) throws IOException {
    return quoted().writeUnquotedUTF8(out);
  }

  @Override
  public int putQuotedUTF8(ByteBuffer out) {
    return quoted().putQuotedUTF8(out);
  }

  @Override
  public int putUnquotedUTF8(ByteBuffer out) {
    return quoted().putUnquotedUTF8(out);
  }

  private int append(byte[] buffer, int at) {
    if (length > buffer.length - at) {
      return -1;
    }
    System.arraycopy(bytes, offset, buffer, at, length);
    return length;
  }

  private SerializedString quoted() {
    return new SerializedString(text());
  }

  private String text() {
    return new String(bytes, offset, length, StandardCharsets.UTF_8);
  }
}
