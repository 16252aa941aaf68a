package dev.stator.model;

import java.util.Arrays;

/** Bytes as a value: equal by content, ordered as unsigned bytes. The array is never changed. */
public record Binary(byte[] bytes) implements Comparable<Binary> {
  @Override
  public boolean equals(Object other) {
    return other instanceof Binary binary && Arrays.equals(bytes, binary.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public int compareTo(Binary other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return "Binary[" + bytes.length + " B]";
  }
}
